import { validateConfig } from '../../core/config/validate';
import { changesRefused, type Earlier, type Permanent, permanentOf } from '../../core/permanent';

const OLD_KEY = 'arn:aws:kms:eu-west-1:111111111111:key/old';
const NEW_KEY = 'arn:aws:kms:eu-west-1:111111111111:key/new';

const permanent = (lake: object = {}, sources = ['orders'], bucket = 'the-lake'): Permanent =>
  permanentOf(
    validateConfig({
      environment: { region: 'eu-west-1' },
      lake,
      sources: sources.map((id) => ({ kind: 'aurora-cluster', id, engine: 'postgres', databases: ['shop'] })),
    }),
    bucket,
  );

/** What a deployment leaves behind: its marker knows the key that the stack made. */
const after = (deployed: Permanent): Earlier => ({
  deployed,
  marked: { ...deployed.fields, 'lake.keyArn': deployed.fields['lake.keyArn'] || OLD_KEY },
});

it('nothing is refused at the first deployment, nor where nothing changed', () => {
  expect(changesRefused(permanent(), {})).toEqual([]);
  expect(changesRefused(permanent(), after(permanent()))).toEqual([]);
});

it.each<[string, string, string, Permanent, Permanent]>([
  ['lake.prefix', 'a', 'b', permanent({ prefix: 'a' }), permanent({ prefix: 'b' })],
  ['lake.prefix', '', 'b', permanent(), permanent({ prefix: 'b' })],
  ['lake.partitionKey', 'date', 'day', permanent(), permanent({ partitionKey: 'day' })],
  ['lake.bucketName', 'the-lake', 'other', permanent(), permanent({}, ['orders'], 'other')],
  ['lake.keyArn', OLD_KEY, NEW_KEY, permanent(), permanent({ keyArn: NEW_KEY })],
  ['lake.keyArn', NEW_KEY, '', permanent({ keyArn: NEW_KEY }), permanent()],
])('a changed %s is refused: %p is not %p', (field, before, value, deployed, now) => {
  const [refusal, ...others] = changesRefused(now, after(deployed));
  expect(refusal).toContain(`${field} is '${value}', but this installation was deployed with '${before}'.`);
  expect(refusal).toContain(field === 'lake.bucketName' ? 'Change it back' : `Write ${field}: '${before}'.`);
  expect(refusal).toContain('environment.name');
  expect(others).toEqual([]);
});

it('after a deletion the marker alone is compared: a new key is refused, the key that stayed is not', () => {
  const { marked } = after(permanent());
  expect(changesRefused(permanent(), { marked })).toEqual([
    expect.stringContaining(`Write lake.keyArn: '${OLD_KEY}'.`),
  ]);
  expect(changesRefused(permanent({ keyArn: OLD_KEY }), { marked })).toEqual([]);
});

it('the key that the stack made may be named while it stands', () =>
  expect(changesRefused(permanent({ keyArn: OLD_KEY }), after(permanent()))).toEqual([]));

it('several changes are told together', () =>
  expect(changesRefused(permanent({ prefix: 'b', partitionKey: 'day' }), after(permanent()))).toHaveLength(2));

it.each([
  [['orders'], ['orders', 'stock']],
  [['orders', 'stock'], ['orders']],
  [
    ['orders', 'stock'],
    ['stock', 'orders'],
  ],
])('sources come or go: %j, then %j', (before, now) =>
  expect(changesRefused(permanent({}, now), after(permanent({}, before)))).toEqual([]),
);

it('a source that goes while another comes is refused as a changed id', () =>
  expect(changesRefused(permanent({}, ['shop', 'stock']), after(permanent({}, ['orders', 'stock'])))).toEqual([
    expect.stringMatching(
      /^sources: 'orders' is gone and 'shop' is new .* deploy twice: first without 'orders', then with 'shop'\.$/,
    ),
  ]));

describe('names of streams of tables', () => {
  const streams = (...names: readonly string[]): Permanent =>
    permanentOf(
      validateConfig({
        environment: { region: 'eu-west-1' },
        dynamodb: names.map((name) => ({ name, tables: [`table-${name}`] })),
      }),
      'the-lake',
    );

  const deployedWith = (...names: readonly string[]): Earlier => ({ deployed: streams(...names) });

  it('come or go, and a changed one is refused', () => {
    expect(changesRefused(streams('web', 'shop'), deployedWith('web'))).toEqual([]);
    expect(changesRefused(streams('web'), deployedWith('web', 'shop'))).toEqual([]);
    expect(changesRefused(streams('shop'), deployedWith('web'))).toEqual([
      expect.stringMatching(/^dynamodb: 'web' is gone and 'shop' is new .* Change the name back\./),
    ]);
  });

  it('are free where an earlier version recorded none', () =>
    expect(changesRefused(streams('shop'), { deployed: { ...streams('web'), streams: undefined } })).toEqual([]));
});
