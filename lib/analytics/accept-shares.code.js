/**
 * Accepts what the lake's account shares through AWS RAM. Runs as it stands in Lambda, where the AWS SDK is: a custom resource calls it, so
 * there is nothing to bundle. At most 4,096 characters.
 */
const SHARE_PREFIX = 'LakeFormation';

/** Invitations to shares that Lake Formation made in that account; those of others stay for somebody to judge. */
exports.acceptShares = async (ram, lakeAccount) => {
  const accepted = [];
  let nextToken;
  do {
    const page = await ram.getResourceShareInvitations({ nextToken });
    for (const invitation of page.resourceShareInvitations ?? []) {
      const { status, senderAccountId, resourceShareName = '', resourceShareInvitationArn } = invitation;
      const isOurs = senderAccountId === lakeAccount && resourceShareName.startsWith(SHARE_PREFIX);
      if (status !== 'PENDING' || !isOurs) continue;
      try {
        await ram.acceptResourceShareInvitation({ resourceShareInvitationArn });
        accepted.push(resourceShareName);
      } catch (error) {
        if (error.name !== 'ResourceShareInvitationAlreadyAcceptedException') throw error;
      }
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return accepted;
};

/** Does the work and tells CloudFormation; an answer it does not get makes the stack wait for an hour. */
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
  return exports.answer(
    event,
    () => exports.acceptShares(new RAM({}), event.ResourceProperties.LakeAccount),
    (body) => fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(body) }),
  );
};
