/**
 * Writes down in the ledger which policy is deployed. Runs as it stands in Lambda, where the AWS SDK is: a custom
 * resource calls it. At most 4,096 characters.
 */

/** With the stack goes what runs governance, so no policy is deployed then. */
exports.record = async ({ RequestType, ResourceProperties }, dynamodb, now) => {
  const { Table: TableName, PartitionKey: pk, SortKey: sk, Hash: hash } = ResourceProperties;
  if (RequestType === 'Delete') await dynamodb.deleteItem({ TableName, Key: { pk: { S: pk }, sk: { S: sk } } });
  else {
    const at = new Date(now).toISOString();
    const texts = Object.entries({ pk, sk, hash, at }).map(([name, S]) => [name, { S }]);
    await dynamodb.putItem({ TableName, Item: Object.fromEntries(texts) });
  }
};

/** Does the work and tells CloudFormation; without an answer the stack waits for an hour. It takes 4 KB. */
exports.answer = async (event, work, reply) => {
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = 'policy' } = event;
  const ids = { StackId, RequestId, LogicalResourceId, PhysicalResourceId };
  try {
    await work();
    await reply({ ...ids, Status: 'SUCCESS' });
  } catch (error) {
    await reply({ ...ids, Status: 'FAILED', Reason: error.message.slice(0, 3000) });
  }
};

exports.handler = (event) => {
  const { DynamoDB } = require('@aws-sdk/client-dynamodb');
  return exports.answer(
    event,
    () => exports.record(event, new DynamoDB({}), Date.now()),
    (body) => fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(body), headers: { 'content-type': '' } }),
  );
};
