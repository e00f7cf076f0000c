/**
 * Adds one statement to the resource policy of the Data Catalog, if there is a policy. Runs in Lambda as it stands,
 * with the SDK there. At most 4,096 characters.
 */
const SID = 'LakeferryLetsRamShare';

/**
 * Returns what it found: nothing is needed without a policy, and nothing is written where the statement stands already.
 */
exports.extend = async (glue, resources) => {
  let present;
  try {
    present = await glue.getResourcePolicy({});
  } catch (error) {
    if (error.name === 'EntityNotFoundException') return 'no policy';
    throw error;
  }
  const policy = JSON.parse(present.PolicyInJson);
  const statement = {
    Sid: SID,
    Effect: 'Allow',
    Principal: { Service: 'ram.amazonaws.com' },
    Action: 'glue:ShareResource',
    Resource: resources,
  };
  const all = [policy.Statement].flat();
  const own = all.find(({ Sid }) => Sid === SID);
  if (own && resources.every((each) => [own.Resource].flat().includes(each))) return 'present';
  const others = all.filter((each) => each !== own);
  await glue.putResourcePolicy({
    PolicyInJson: JSON.stringify({ ...policy, Statement: [...others, statement] }),
    // somebody else who writes in between is not overwritten
    PolicyHashCondition: present.PolicyHash,
    PolicyExistsCondition: 'MUST_EXIST',
    // the catalog is shared by Lake Formation as well as by this policy
    EnableHybrid: 'TRUE',
  });
  return 'extended';
};

/** CloudFormation waits for an hour for an answer that does not come. */
exports.answer = async (event, work, reply) => {
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = 'catalog-policy' } = event;
  const ids = { StackId, RequestId, LogicalResourceId, PhysicalResourceId };
  try {
    // the statement stays when the stack goes: others may share through RAM by now
    const found = event.RequestType === 'Delete' ? 'left' : await work();
    await reply({ ...ids, Status: 'SUCCESS', Data: { Policy: found } });
  } catch (error) {
    await reply({ ...ids, Status: 'FAILED', Reason: `${error.name}: ${error.message}` });
  }
};

exports.handler = (event) => {
  const { Glue } = require('@aws-sdk/client-glue');
  return exports.answer(
    event,
    () => exports.extend(new Glue({}), event.ResourceProperties.Resources),
    (body) => fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(body), headers: { 'content-type': '' } }),
  );
};
