import { readFileSync } from 'node:fs';

interface Tag {
  readonly TagKey: string;
  readonly TagValues?: readonly string[];
  readonly TagValuesToAdd?: readonly string[];
}
interface LakeFormation {
  getLFTag(input: Tag): Promise<{ readonly TagValues: readonly string[] }>;
  createLFTag(input: Tag): Promise<unknown>;
  updateLFTag(input: Tag): Promise<unknown>;
}
type Work = () => Promise<string>;
interface Code {
  adopt(
    lf: LakeFormation,
    tags: Readonly<Record<string, readonly string[]>>,
    wait: (ms: number) => Promise<void>,
  ): Promise<string>;
  answer(event: object, work: Work, reply: (body: object) => Promise<void>): Promise<void>;
}

// runs in Lambda as it stands, so it is CommonJS without types
const FILE = require.resolve('../../../lib/lake/lake-tags.code.js');
const { adopt, answer } = require(FILE) as Code;

const named = (name: string): Error => Object.assign(new Error('no'), { name });

/** The tags of an account, behind the limit of 50 values a request. */
function accountWith(given: Readonly<Record<string, readonly string[]>>) {
  const tags: Record<string, readonly string[]> = { ...given };
  const calls: string[] = [];
  const limited = (values: readonly string[]): readonly string[] => {
    if (values.length > 50) throw named('InvalidInputException');
    return values;
  };
  const lf: LakeFormation = {
    async getLFTag({ TagKey }) {
      if (tags[TagKey] === undefined) throw named('EntityNotFoundException');
      return { TagValues: tags[TagKey] };
    },
    async createLFTag({ TagKey, TagValues = [] }) {
      calls.push(`create ${TagKey}`);
      if (tags[TagKey] !== undefined) throw named('InvalidInputException');
      tags[TagKey] = limited(TagValues);
    },
    async updateLFTag({ TagKey, TagValuesToAdd = [] }) {
      calls.push(`update ${TagKey}`);
      tags[TagKey] = [...tags[TagKey]!, ...limited(TagValuesToAdd)];
    },
  };
  return { lf, tags, calls };
}

const never = (): Promise<void> => Promise.reject(new Error('waits'));
const WANTED = { confidential: ['private', 'public'], own: ['agreed'] };

it('makes what is not there, and adds to a key of others what it lacks', async () => {
  const { lf, tags } = accountWith({ confidential: ['secret', 'public'] });
  expect(await adopt(lf, WANTED, never)).toBe('confidential adopted, own created');
  expect(tags).toEqual({ confidential: ['secret', 'public', 'private'], own: ['agreed'] });
});

it('writes nothing where everything is there', async () => {
  const { lf, calls } = accountWith({ ...WANTED, confidential: ['public', 'secret', 'private'] });
  await adopt(lf, WANTED, never);
  expect(calls).toEqual([]);
});

it.each([1, 50, 51, 120])('declares %i values, at most 50 in a request', async (count) => {
  const values = Array.from({ length: count }, (_, i) => `v${i}`);
  const { lf, tags } = accountWith({});
  await adopt(lf, { key: values }, never);
  expect(tags.key).toEqual(values);
});

it('waits until Lake Formation knows its administrator, and no longer than two minutes', async () => {
  const { lf, tags } = accountWith({});
  let refusals = 3;
  const strict: LakeFormation = {
    ...lf,
    createLFTag: (input) => (refusals-- > 0 ? Promise.reject(named('AccessDeniedException')) : lf.createLFTag(input)),
  };
  const pauses: number[] = [];
  const wait = async (ms: number): Promise<void> => void pauses.push(ms);
  await adopt(strict, { own: ['agreed'] }, wait);
  expect([tags.own, pauses.length]).toEqual([['agreed'], 3]);
  refusals = Number.POSITIVE_INFINITY;
  await expect(adopt(strict, { other: ['x'] }, wait)).rejects.toThrow('no');
  expect(pauses.slice(3).reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(120_000);
});

it('fails at once where a value is refused', async () => {
  const { lf } = accountWith({});
  const refusing = { ...lf, createLFTag: () => Promise.reject(named('InvalidInputException')) };
  await expect(adopt(refusing, WANTED, never)).rejects.toMatchObject({ name: 'InvalidInputException' });
});

it('leaves the tags when the stack goes, and tells CloudFormation why it failed', async () => {
  const EVENT = { StackId: 's', RequestId: 'r', LogicalResourceId: 'l', ResponseURL: 'u' };
  const replies: object[] = [];
  const reply = async (body: object): Promise<void> => void replies.push(body);
  const work = jest.fn<Promise<string>, []>();
  await answer({ ...EVENT, RequestType: 'Delete' }, work, reply);
  expect(work).not.toHaveBeenCalled();
  await answer({ ...EVENT, RequestType: 'Create' }, async () => 'own created', reply);
  await answer({ ...EVENT, RequestType: 'Update' }, () => Promise.reject(named('AccessDeniedException')), reply);
  expect(replies).toMatchObject([
    { Status: 'SUCCESS', PhysicalResourceId: 'lf-tags', Data: { Tags: 'left' } },
    { Status: 'SUCCESS', PhysicalResourceId: 'lf-tags', Data: { Tags: 'own created' } },
    { Status: 'FAILED', Reason: 'AccessDeniedException: no' },
  ]);
});

it('fits into a template', () => expect(readFileSync(FILE, 'utf8').length).toBeLessThanOrEqual(4096));
