/**
 * Accepts what the lake's account shares through AWS RAM. Runs in Lambda as it stands, with the SDK there. At most
 * 4,096 characters.
 */
const SHARE_PREFIX = 'LakeFormation';
const OTHERS = { resourceOwner: 'OTHER-ACCOUNTS' };
/** Four minutes in all. */
const LOOKS = 48;
const PAUSE_MS = 5000;
const UNLISTED = 'no resources are listed';

async function all(ram, operation, key, input) {
  const items = [];
  let nextToken;
  do {
    const page = await ram[operation]({ ...input, nextToken });
    items.push(...(page[key] ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return items;
}

/** Of Lake Formation in that account; other invitations stay for somebody to judge. */
exports.acceptShares = async (ram, lakeAccount) => {
  const accepted = [];
  const invitations = await all(ram, 'getResourceShareInvitations', 'resourceShareInvitations');
  for (const { status, senderAccountId, resourceShareName = '', resourceShareInvitationArn } of invitations) {
    const isOurs = senderAccountId === lakeAccount && resourceShareName.startsWith(SHARE_PREFIX);
    if (status !== 'PENDING' || !isOurs) continue;
    try {
      await ram.acceptResourceShareInvitation({ resourceShareInvitationArn });
      accepted.push(resourceShareName);
    } catch (error) {
      if (error.name !== 'ResourceShareInvitationAlreadyAcceptedException') throw error;
    }
  }
  return accepted;
};

/** Why the shares cannot be used yet; nothing when they can. */
exports.missing = async (ram, lakeAccount) => {
  const shares = (await all(ram, 'getResourceShares', 'resourceShares', OTHERS)).filter(
    ({ owningAccountId, name, status }) =>
      owningAccountId === lakeAccount && name.startsWith(SHARE_PREFIX) && !/^DELET/.test(status),
  );
  if (shares.length === 0) return `${lakeAccount} shares nothing by Lake Formation yet: deploy its lake stack first`;
  const is = (wanted) => shares.find(({ status }) => status === wanted);
  const waiting = is('PENDING') ?? (is('ACTIVE') ? undefined : shares[0]);
  if (waiting) return `share ${waiting.name} is ${waiting.status}`;
  const resourceShareArns = shares.map(({ resourceShareArn }) => resourceShareArn);
  const resources = await all(ram, 'listResources', 'resources', { ...OTHERS, resourceShareArns });
  if (resources.length === 0) return UNLISTED;
  const pending = resources.find(({ status }) => status === 'PENDING');
  return pending && `${pending.arn} is PENDING`;
};

exports.awaitShares = async (ram, lakeAccount, wait) => {
  const accepted = [];
  for (let look = 1; ; look++) {
    accepted.push(...(await exports.acceptShares(ram, lakeAccount)));
    const reason = await exports.missing(ram, lakeAccount);
    if (reason === undefined) return accepted;
    if (look === LOOKS) {
      // no document says that they are
      if (reason === UNLISTED) return accepted;
      throw new Error(reason);
    }
    await wait(PAUSE_MS);
  }
};

/** CloudFormation waits for an hour for an answer that does not come. */
exports.answer = async (event, work, reply) => {
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = 'accepted-shares' } = event;
  const ids = { StackId, RequestId, LogicalResourceId, PhysicalResourceId };
  try {
    // leaving a share is not ours: others may read through it
    const accepted = event.RequestType === 'Delete' ? [] : await work();
    console.log(JSON.stringify({ message: 'shares accepted', accepted }));
    await reply({ ...ids, Status: 'SUCCESS', Data: { Accepted: accepted.length } });
  } catch (error) {
    await reply({ ...ids, Status: 'FAILED', Reason: `${error.name}: ${error.message}` });
  }
};

exports.handler = (event) => {
  const { RAM } = require('@aws-sdk/client-ram');
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  return exports.answer(
    event,
    () => exports.awaitShares(new RAM({}), event.ResourceProperties.LakeAccount, wait),
    (body) => fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(body), headers: { 'content-type': '' } }),
  );
};
