import type { LandingStatus } from './landing-status';
import type { StreamStatus } from './stream-status';

/** What is known of an entry. A part that is another account's is absent. */
export interface EntryStatus {
  readonly entry: string;
  readonly stream?: StreamStatus;
  /** Null for a landing bucket that may not be read. */
  readonly landing?: LandingStatus | null;
  /** Absent where no table is published. */
  readonly published?: { readonly through: string | null; readonly tables: readonly string[] };
  /** The last one of each machine. */
  readonly runs: readonly { readonly machine: string; readonly name: string; readonly status: string }[];
}

/** For people: one fact a line. `words` follow the command that it names. */
export function statusText(
  { entry, stream, landing, published, runs }: EntryStatus,
  words: readonly string[] = [],
): string {
  return [
    ...(stream?.tables ?? []).map(({ table, streaming }) => `table ${table}: ${streaming}`),
    ...(stream === undefined ? [] : [`delivery: ${stream.delivery}`]),
    ...(landing === undefined
      ? []
      : landingLines(landing, ['npx lakeferry dynamodb replay', entry, ...words].join(' '))),
    ...(published === undefined ? [] : [publishedLine(published)]),
    ...runs.map(({ machine, name, status }) => `${machine}: ${status} (${name})`),
  ].join('\n');
}

function landingLines(landing: LandingStatus | null, replay: string): string[] {
  if (landing === null) return ['landing bucket: you may not read it (landing.readers)'];
  const { progress, failedFiles, notReplayed } = landing;
  const arrived =
    progress === null
      ? 'progress: not told yet'
      : `progress: every change before ${progress.deliveredThrough} has arrived. ${progress.because.says}`;
  if (failedFiles === 0) return [arrived, 'failed records: none'];
  const fix = notReplayed === 0 ? '' : `: ${replay}`;
  return [arrived, `failed records: ${failedFiles} files, of which ${notReplayed} were not replayed${fix}`];
}

const publishedLine = ({ through, tables }: NonNullable<EntryStatus['published']>): string =>
  through === null ? 'published: nothing yet' : `published: through ${through} (${tables.join(', ')})`;
