/**
 * Makes LF-tags, and adopts those that are there: missing values are added, and nothing is taken away. Runs in Lambda
 * as it stands, with the SDK there. At most 4,096 characters.
 */

/** Values of one request (the API's limit). */
const MAX_VALUES = 50;
/** Lake Formation may not know its new administrator for a while: two minutes in all. */
const ATTEMPTS = 24;
const PAUSE_MS = 5000;

const MAY_PASS = [
  'AccessDeniedException',
  'ConcurrentModificationException',
  'OperationTimeoutException',
  'ThrottlingException',
];

async function persist(act, wait) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      if (attempt >= ATTEMPTS || !MAY_PASS.includes(error.name)) throw error;
      await wait(PAUSE_MS);
    }
  }
}

/** Undefined where the key is not there. */
async function valuesOf(lf, TagKey) {
  try {
    return (await lf.getLFTag({ TagKey })).TagValues;
  } catch (error) {
    if (error.name === 'EntityNotFoundException') return undefined;
    throw error;
  }
}

async function declare(lf, TagKey, values) {
  let present = await valuesOf(lf, TagKey);
  const isThere = present !== undefined;
  if (!isThere) {
    present = values.slice(0, MAX_VALUES);
    await lf.createLFTag({ TagKey, TagValues: present });
  }
  const missing = values.filter((value) => !present.includes(value));
  for (let i = 0; i < missing.length; i += MAX_VALUES)
    await lf.updateLFTag({ TagKey, TagValuesToAdd: missing.slice(i, i + MAX_VALUES) });
  return isThere ? 'adopted' : 'created';
}

/** Says of each key whether it was made or was there. `tags`: keys with their values. */
exports.adopt = async (lf, tags, wait) => {
  const found = [];
  for (const [key, values] of Object.entries(tags))
    found.push(`${key} ${await persist(() => declare(lf, key, values), wait)}`);
  return found.join(', ');
};

/** CloudFormation waits for an hour for an answer that does not come. */
exports.answer = async (event, work, reply) => {
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId = 'lf-tags' } = event;
  const ids = { StackId, RequestId, LogicalResourceId, PhysicalResourceId };
  try {
    // a tag that is deleted comes off everything that carries it, of others too
    const found = event.RequestType === 'Delete' ? 'left' : await work();
    await reply({ ...ids, Status: 'SUCCESS', Data: { Tags: found } });
  } catch (error) {
    await reply({ ...ids, Status: 'FAILED', Reason: `${error.name}: ${error.message}` });
  }
};

exports.handler = (event) => {
  const { LakeFormation } = require('@aws-sdk/client-lakeformation');
  return exports.answer(
    event,
    () =>
      exports.adopt(
        new LakeFormation({}),
        event.ResourceProperties.Tags,
        (ms) => new Promise((r) => setTimeout(r, ms)),
      ),
    (body) => fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(body), headers: { 'content-type': '' } }),
  );
};
