import type { Settings } from './config/types';

/**
 * What the first deployment of an installation decides for good. The lake stack records it in the installation's marker
 * and refuses a deployment that differs; the local deployment does the same. docs/adr/0011.
 */
export interface Permanent {
  /** Values by field of the configuration. A key that the stack makes itself is ''. */
  readonly fields: Readonly<Record<string, string>>;
  /** Ids of all sources: some may come and some may go, but not at once. */
  readonly sources: readonly string[];
  /** Names of all entries of `dynamodb` whose rows land here. Absent from what older versions recorded. */
  readonly streams?: readonly string[];
}

export const permanentOf = (
  { lake, sources, dynamodb }: Pick<Settings, 'lake' | 'sources' | 'dynamodb'>,
  lakeBucket: string,
): Permanent => ({
  fields: {
    'lake.bucketName': lakeBucket,
    'lake.keyArn': lake.keyArn ?? '',
    'lake.partitionKey': lake.partitionKey,
    'lake.prefix': lake.prefix,
  },
  sources: sources.map(({ id }) => id),
  streams: dynamodb.filter(({ to }) => to === undefined).map(({ name }) => name),
});

/** What stands in place of a value that only the deployment knows. */
export const BEFORE = '{before}';
export const GONE = '{gone}';
export const NEW = '{new}';

const WHY: Readonly<Record<string, string>> = {
  'lake.bucketName': 'What is in the lake stays in the old bucket, and tables would go on in an empty one.',
  'lake.keyArn':
    "What is in the lake and in the ledger is encrypted with the old key ('' is a key that the stack makes).",
  'lake.partitionKey': 'Dates in the lake stand in folders of the old name, and tables have it as their partition key.',
  'lake.prefix': 'What is in the lake stays below the old prefix, and tables would go on in an empty folder.',
};

/** The name of the bucket is compared, and the configuration need not say it in full. */
const BUCKET_FIX =
  'Change it back: leave the field out if it was not written before, and do not write the prefix of a named installation.';

/** Why another value of a field is refused. */
export const changeRefusal = (field: string, value: string, before = BEFORE): string =>
  `${field} is '${value}', but this installation was deployed with '${before}'. ${WHY[field]} ` +
  `${field === 'lake.bucketName' ? BUCKET_FIX : `Write ${field}: '${before}'.`} ` +
  'For a lake with the new value, deploy a further installation: environment.name.';

/** Why sources cannot come and go in one deployment. `gone` and `fresh` are ids in quotes, separated by commas. */
export const renameRefusal = (gone = GONE, fresh = NEW): string =>
  `sources: ${gone} is gone and ${fresh} is new in one deployment, which looks like a changed id. Folders, catalog databases and the ledger ` +
  'are named for ids: the new id would begin empty, and the tables of the old one would get no more dates. Change the id back. ' +
  `If these are different databases, or RDS itself renamed one, deploy twice: first without ${gone}, then with ${fresh}.`;

/** The same of entries of `dynamodb`. */
export const streamRenameRefusal = (gone = GONE, fresh = NEW): string =>
  `dynamodb: ${gone} is gone and ${fresh} is new in one deployment, which looks like a changed name. Folders and catalog databases are named for it: ` +
  `the new name would begin empty, without a first load. Change the name back. If these are other tables, deploy twice: first without ${gone}, then with ${fresh}.`;

/** What is known of earlier deployments. */
export interface Earlier {
  /** What the last deployment was given; absent at a first one. */
  readonly deployed?: Permanent;
  /** What the marker records, which outlives the stack. */
  readonly marked?: Readonly<Record<string, string>>;
}

/** Why a deployment is refused; empty when it is not. A field that earlier deployments did not record is free. */
export const changesRefused = (now: Permanent, { deployed, marked }: Earlier): string[] => [
  ...Object.entries(now.fields).flatMap(([field, value]) => {
    const known = [marked?.[field], deployed?.fields[field]].filter((each) => each !== undefined);
    const [before] = known;
    return before === undefined || known.includes(value) ? [] : [changeRefusal(field, value, before)];
  }),
  ...renamesRefused(renameRefusal, now.sources, deployed?.sources),
  ...renamesRefused(streamRenameRefusal, now.streams, deployed?.streams),
];

function renamesRefused(
  refusal: typeof renameRefusal,
  now: readonly string[] = [],
  before: readonly string[] = now,
): string[] {
  const gone = before.filter((id) => !now.includes(id));
  const fresh = now.filter((id) => !before.includes(id));
  return gone.length > 0 && fresh.length > 0 ? [refusal(quoted(gone), quoted(fresh))] : [];
}

export const quoted = (names: readonly string[]): string => names.map((each) => `'${each}'`).join(', ');

/** The local deployment's own error for what CloudFormation refuses. */
export class PermanentFieldError extends Error {
  override readonly name = 'PermanentFieldError';
  constructor(refusals: readonly string[]) {
    super(refusals.join('\n'));
  }
}
