/**
 * Refuses a first deployment beside installations that it does not expect, and any deployment that changes what the
 * first one decided for good. Runs as it stands in Lambda, where the AWS SDK is: a custom resource calls it. At most
 * 4,096 characters.
 */

const quoted = (names) => names.map((each) => `'${each}'`).join(', ');

/** What the markers below the path hold, by installation. */
exports.findMarkers = async (ssm, path) => {
  const found = {};
  let NextToken;
  do {
    const page = await ssm.getParametersByPath({ Path: path, NextToken });
    for (const { Name, Value } of page.Parameters ?? []) found[Name.slice(path.length + 1)] = Value;
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
};

/** A marker that cannot be read records nothing. */
const recorded = (value = '{}') => {
  try {
    return JSON.parse(value);
  } catch {
    return {};
  }
};

const changes = (now, before, marked) => {
  const old = Object.fromEntries((before.Fields ?? []).map(({ Field, Value }) => [Field, Value]));
  return (now.Fields ?? []).flatMap(({ Field, Value, Refusal }) => {
    const known = [marked[Field], old[Field]].filter((each) => each !== undefined);
    return known.length === 0 || known.includes(Value) ? [] : [Refusal.replaceAll('{before}', known[0])];
  });
};

const renames = (refusal, now = [], before = now) => {
  const gone = before.filter((id) => !now.includes(id));
  const fresh = now.filter((id) => !before.includes(id));
  if (gone.length === 0 || fresh.length === 0) return [];
  return [refusal.replaceAll('{gone}', quoted(gone)).replaceAll('{new}', quoted(fresh))];
};

/** Throws what CloudFormation is to say. The way back from a refused update is let through. */
exports.check = async (event, { ssm, cloudformation }) => {
  const { RequestType, ResourceProperties: now, OldResourceProperties: before = {}, StackId } = event;
  if (RequestType === 'Delete') return;
  if (RequestType === 'Update') {
    const { Stacks } = await cloudformation.describeStacks({ StackName: StackId });
    if (Stacks[0].StackStatus.includes('ROLLBACK')) return;
  }
  const { Installation, Beside = [], Path, Refusal } = now;
  const markers = await exports.findMarkers(ssm, Path);
  const isUnexpected = (each) => each !== Installation && !Beside.includes(each);
  const others = RequestType === 'Create' ? Object.keys(markers) : [before.Installation];
  const unexpected = others.filter((each) => each !== undefined && isUnexpected(each)).sort();
  const refusals = [
    ...(unexpected.length > 0 ? [Refusal.replaceAll('{others}', quoted(unexpected))] : []),
    ...changes(now, before, recorded(markers[Installation])),
    ...renames(now.Rename, now.Sources, before.Sources),
    ...renames(now.StreamRename, now.Streams, before.Streams),
  ];
  if (refusals.length > 0) throw new Error(refusals.join('\n'));
};

/** Does the work and tells CloudFormation; without an answer the stack waits for an hour. It takes 4 KB. */
exports.answer = async (event, work, reply) => {
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = 'installation' } = event;
  const ids = { StackId, RequestId, LogicalResourceId, PhysicalResourceId };
  try {
    await work();
    await reply({ ...ids, Status: 'SUCCESS' });
  } catch (error) {
    await reply({ ...ids, Status: 'FAILED', Reason: error.message.slice(0, 3000) });
  }
};

exports.handler = (event) => {
  const { SSM } = require('@aws-sdk/client-ssm');
  const { CloudFormation } = require('@aws-sdk/client-cloudformation');
  return exports.answer(
    event,
    () => exports.check(event, { ssm: new SSM({}), cloudformation: new CloudFormation({}) }),
    (body) => fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(body), headers: { 'content-type': '' } }),
  );
};
