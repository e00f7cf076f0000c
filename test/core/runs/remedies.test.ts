import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REMEDIED_ERRORS, remedyOf } from '../../../core/runs/remedies';

const root = join(__dirname, '..', '..', '..');

/** Literal names of the error classes below a folder. */
const errorsBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [
      ...readFileSync(join(root, folder, file), 'utf8').matchAll(/override readonly name(?:: string)? = '(\w+)'/g),
    ])
    .map(([, name]) => name!);

/** Never leave a function, or never reach one. */
const INSIDE = [
  // becomes the reason of an object that is set aside
  'NotConvertibleError',
  // becomes the reason of a record that fails alone, or an UnreadableExportLineError
  'UnreadableRecordError',
  // becomes an UnreadableExportLineError
  'LineTooLongError',
  // become lines of a GovernanceFailedError
  'ChangeRefusedError',
  'NotOpenedError',
  // then tables are asked one by one
  'TooManyPagesError',
  // of the command line and the CDK app
  'ConfigError',
  // becomes a line of a ConfigError
  'Flaw',
  'InstallationRefusedError',
  'PermanentFieldError',
];

const ours = [...errorsBelow('functions'), ...errorsBelow('core')].filter((name) => !INSIDE.includes(name));

it.each(ours)('%s has a remedy', (name) => expect(remedyOf(name)?.action).toMatch(/\.$/));

it('every remedy is for an error of ours or of a service', () =>
  expect(REMEDIED_ERRORS.filter((name) => !ours.includes(name) && !name.includes('.'))).toEqual([]));

it.each(['CrawlerNotFoundError', 'DatabaseNotFoundError'])(
  'the deployment that mends %s is that of this account, and not of the analysts',
  (name) => {
    const [, pattern = ''] = /npx cdk deploy '(.+?)'/.exec(remedyOf(name)!.action)!;
    const chosen = new RegExp(`^${pattern.replaceAll('*', '.*')}$`);
    expect(
      [
        'lakeferry-snapshots',
        'lakeferry-blue-snapshots',
        'lakeferry-analytics',
        'lakeferry-analytics-databases-1',
        'lakeferry-blue-analytics-databases-1',
      ].filter((stack) => chosen.test(stack)),
    ).toEqual(['lakeferry-snapshots', 'lakeferry-blue-snapshots']);
  },
);

it('an error of somebody else has none', () => expect(remedyOf('SomebodysError')).toBeUndefined());

it('a name that every object has is no error', () => expect(remedyOf('constructor')).toBeUndefined());
