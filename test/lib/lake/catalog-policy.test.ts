import { readFileSync } from 'node:fs';

interface Glue {
  getResourcePolicy(input: object): Promise<{ PolicyInJson: string; PolicyHash: string }>;
  putResourcePolicy(input: Readonly<Record<string, string>>): Promise<unknown>;
}
type Work = () => Promise<string>;
interface Code {
  extend(glue: Glue, resources: readonly string[]): Promise<string>;
  answer(event: object, work: Work, reply: (body: object) => Promise<void>): Promise<void>;
}

// runs in Lambda as it stands, so it is CommonJS without types
const FILE = require.resolve('../../../lib/lake/catalog-policy.code.js');
const { extend, answer } = require(FILE) as Code;

const RESOURCES = ['catalog', 'database/*', 'table/*'];
const OTHERS = { Sid: 'Theirs', Effect: 'Allow', Principal: { AWS: '333333333333' }, Action: 'glue:*', Resource: '*' };
const named = (name: string): Error => Object.assign(new Error('no'), { name });

/** A Data Catalog with a policy, or with none. */
function glueWith(policy?: object) {
  let present = policy;
  const puts: Readonly<Record<string, string>>[] = [];
  const glue: Glue = {
    async getResourcePolicy() {
      if (present === undefined) throw named('EntityNotFoundException');
      return { PolicyInJson: JSON.stringify(present), PolicyHash: `hash-${puts.length}` };
    },
    async putResourcePolicy(input) {
      puts.push(input);
      present = JSON.parse(input.PolicyInJson!) as object;
    },
  };
  return { glue, puts, policy: () => present };
}

it('fits into a template', () => expect(readFileSync(FILE, 'utf8').length).toBeLessThanOrEqual(4096));

it('adds one statement and leaves the others, if nobody wrote in between', async () => {
  const { glue, puts, policy } = glueWith({ Version: '2012-10-17', Statement: OTHERS });
  expect(await extend(glue, RESOURCES)).toBe('extended');
  expect(policy()).toEqual({
    Version: '2012-10-17',
    Statement: [
      OTHERS,
      {
        Sid: 'LakeferryLetsRamShare',
        Effect: 'Allow',
        Principal: { Service: 'ram.amazonaws.com' },
        Action: 'glue:ShareResource',
        Resource: RESOURCES,
      },
    ],
  });
  expect(puts).toMatchObject([
    { PolicyHashCondition: 'hash-0', PolicyExistsCondition: 'MUST_EXIST', EnableHybrid: 'TRUE' },
  ]);
});

it('writes nothing where the statement stands already', async () => {
  const { glue, puts } = glueWith({ Version: '2012-10-17', Statement: [OTHERS] });
  await extend(glue, RESOURCES);
  expect(await extend(glue, RESOURCES)).toBe('present');
  expect(puts).toHaveLength(1);
});

it('replaces its own statement that says less', async () => {
  const { glue, policy } = glueWith({ Version: '2012-10-17', Statement: [OTHERS] });
  await extend(glue, ['catalog']);
  expect(await extend(glue, RESOURCES)).toBe('extended');
  expect((policy() as { Statement: unknown[] }).Statement).toHaveLength(2);
});

it('makes no policy where there is none: RAM needs no leave then', async () => {
  const { glue, puts } = glueWith();
  expect(await extend(glue, RESOURCES)).toBe('no policy');
  expect(puts).toEqual([]);
});

it('fails where it may not read', async () => {
  const { glue } = glueWith();
  const refused = { ...glue, getResourcePolicy: () => Promise.reject(named('AccessDeniedException')) };
  await expect(extend(refused, RESOURCES)).rejects.toThrow('no');
});

describe("CloudFormation's answer", () => {
  const EVENT = { RequestType: 'Create', StackId: 's', RequestId: 'r', LogicalResourceId: 'l', ResponseURL: 'u' };
  const answered = async (event: object, work: Work): Promise<object> => {
    const replies: object[] = [];
    await answer(event, work, async (body) => void replies.push(body));
    expect(replies).toHaveLength(1);
    return replies[0]!;
  };

  it('is what was found', async () =>
    expect(await answered(EVENT, async () => 'extended')).toMatchObject({
      Status: 'SUCCESS',
      PhysicalResourceId: 'catalog-policy',
      Data: { Policy: 'extended' },
    }));

  it('is the reason where it failed', async () =>
    expect(await answered(EVENT, () => Promise.reject(named('ConditionCheckFailureException')))).toMatchObject({
      Status: 'FAILED',
      Reason: 'ConditionCheckFailureException: no',
    }));

  it('leaves the statement when the stack goes', async () => {
    const work = jest.fn<Promise<string>, []>();
    expect(await answered({ ...EVENT, RequestType: 'Delete' }, work)).toMatchObject({ Status: 'SUCCESS' });
    expect(work).not.toHaveBeenCalled();
  });
});
