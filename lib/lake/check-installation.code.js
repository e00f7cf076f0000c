/**
 * Refuses the first deployment of an installation beside others that it does not expect. Runs as it stands in Lambda, where the AWS SDK is:
 * a custom resource calls it, so there is nothing to bundle. At most 4,096 characters.
 */

/** Names of the installations whose markers stand below the path. */
exports.findInstallations = async (ssm, path) => {
  const found = [];
  let NextToken;
  do {
    const page = await ssm.getParametersByPath({ Path: path, NextToken });
    found.push(...(page.Parameters ?? []).map(({ Name }) => Name.slice(path.length + 1)));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
};

/** Throws what CloudFormation is to say. A later deployment of the same installation is never refused. */
exports.check = async (event, ssm) => {
  const { RequestType, ResourceProperties, OldResourceProperties } = event;
  const { Installation, Beside = [], Path, Refusal } = ResourceProperties;
  const refuse = (others) => {
    throw new Error(Refusal.replaceAll('{others}', others.map((each) => `'${each}'`).join(', ')));
  };
  if (RequestType === 'Update' && OldResourceProperties.Installation !== Installation) {
    refuse([OldResourceProperties.Installation]);
  }
  if (RequestType !== 'Create') return;
  const found = await exports.findInstallations(ssm, Path);
  const others = found.filter((each) => each !== Installation && !Beside.includes(each)).sort();
  if (others.length > 0) refuse(others);
};

/** Does the work and tells CloudFormation; an answer it does not get makes the stack wait for an hour. */
exports.answer = async (event, work, reply) => {
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = 'installation' } = event;
  const ids = { StackId, RequestId, LogicalResourceId, PhysicalResourceId };
  try {
    await work();
    await reply({ ...ids, Status: 'SUCCESS' });
  } catch (error) {
    await reply({ ...ids, Status: 'FAILED', Reason: error.message });
  }
};

exports.handler = (event) => {
  const { SSM } = require('@aws-sdk/client-ssm');
  return exports.answer(
    event,
    () => exports.check(event, new SSM({})),
    (body) => fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(body) }),
  );
};
