import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { CommitRecord, PartitionClaim, PartitionItem } from '../../../core/ledger/partitions';
import { commitMoment, commitRecord, type WholeDatabase } from '../../../core/publishing/commit-record';
import type { Completeness, TableOutcome } from '../../../core/publishing/completeness';
import type { S3Pointer } from '../../shared/execution';
import type { LedgerTable } from '../../shared/ledger/table';
import { claimPartition } from '../claim/claim-partition';
import { readDatabaseCommits, recordDatabaseCommits } from '../claim/database-commits';
import { readPartition } from '../claim/read-partition';
import { recordCommit } from '../claim/record-commit';
import type { PlanPlaces } from '../payloads';
import { commitPlanned, type DatabaseState, emptyPartitions, type Lake, withdraw } from './commit';
import { PlanChangedError } from './errors';
import { mayPass } from './may-pass';
import { type StaleQuery, stalePartitions } from './stale-partitions';

export interface DateCommitter {
  readonly lake: Lake;
  readonly ledger: LedgerTable;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What was planned and copied for one date of one feed. */
export interface Publication
  extends Pick<PlanPlaces, 'manifest' | 'completeness'>,
    Pick<StaleQuery, 'placeOf' | 'isPartial'> {
  readonly claim: PartitionClaim;
  /** The machine whose redrive plans and copies anew: where an operator is sent when lake and plan differ. */
  readonly planner: string;
}

export type DateCommit =
  | {
      readonly outcome: 'COMMITTED';
      /** Of the databases that are whole in the lake. */
      readonly record: CommitRecord;
      readonly removed: number;
      /** When each of them was, by its name in Glue. */
      readonly moments: ReadonlyMap<string, Pick<WholeDatabase, 'dataReadyAt'>>;
      /** Of the others, by their names in Glue. */
      readonly failures: ReadonlyMap<string, Error>;
    }
  /** `held` by whom; the publication's own files were `removed` again. */
  | { readonly outcome: 'SUPERSEDED'; readonly held: PartitionItem | undefined; readonly removed: number };

/**
 * Switches a date to what was planned: every file there, nothing else of that date, and the ledger knows it. Database
 * by database: one that is not whole, or of which S3 refuses something, stays as it is and costs no other. Run again,
 * it finds nothing to do. Throws `PlanChangedError`.
 */
export async function commitDate(committer: DateCommitter, publication: Publication): Promise<DateCommit> {
  const { lake, ledger, now } = committer;
  const { claim, manifest } = publication;
  const withdrawn = async (held: PartitionItem | undefined): Promise<DateCommit> => ({
    outcome: 'SUPERSEDED',
    held,
    removed: await withdraw(lake, manifest),
  });
  const held = await readHolder(committer, claim);
  if (held?.holder !== claim.holder) return withdrawn(held);
  const completeness = await readCompleteness(lake.s3, publication.completeness);
  const states = await commitFiles(lake, publication, completeness);
  const moments = wholeDatabases(states, await readDatabaseCommits(ledger, claim.holder), now());
  const record = commitRecord(moments, completeness, now());
  if (!(await recordCommit(ledger, claim, record))) return withdrawn(await readPartition(ledger, claim));
  await recordDatabaseCommits(ledger, claim.holder, moments, now());
  const failures = new Map(
    [...states].flatMap(([name, { failure }]) => (failure === undefined ? [] : [[name, failure] as const])),
  );
  const removed = [...states.values()].reduce((sum, state) => sum + state.removed, 0);
  return { outcome: 'COMMITTED', record, removed, moments, failures };
}

function wholeDatabases(
  states: ReadonlyMap<string, DatabaseState>,
  held: ReadonlyMap<string, string>,
  now: number,
): Map<string, WholeDatabase> {
  const whole = new Map<string, WholeDatabase>();
  for (const [name, state] of states) {
    if (state.failure === undefined)
      whole.set(name, { ...state, dataReadyAt: commitMoment(state, held.get(name), now) });
  }
  return whole;
}

/**
 * Who holds the date. A claim that was lost (a table restored from a backup) is made again, never taken for somebody
 * else's.
 */
async function readHolder({ ledger, now }: DateCommitter, claim: PartitionClaim): Promise<PartitionItem | undefined> {
  const held = await readPartition(ledger, claim);
  if (held !== undefined) return held;
  await claimPartition(ledger, claim, new Date(now()).toISOString());
  return readPartition(ledger, claim);
}

async function readCompleteness(s3: Pick<S3Client, 'send'>, { bucket, key }: S3Pointer): Promise<Completeness> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return JSON.parse((await Body?.transformToString()) ?? '') as Completeness;
}

/** By the databases' names in Glue. Those whose tables are all empty are among them. */
async function commitFiles(
  lake: Lake,
  publication: Publication,
  { tables }: Completeness,
): Promise<Map<string, DatabaseState>> {
  const { manifest, planner, placeOf } = publication;
  const byFolder = await commitPlanned(lake, manifest);
  const planned = [...byFolder.values()].reduce((sum, state) => sum + state.planned, 0);
  const expected = tables.reduce((sum, { files }) => sum + files, 0);
  if (planned !== expected) throw new PlanChangedError(manifest.key, expected, planned, planner);
  const states = new Map<string, DatabaseState>();
  for (const [name, database] of publishedDatabases(tables)) {
    const state = byFolder.get(placeOf(database).databaseFolder) ?? EMPTY;
    states.set(
      name,
      state.failure === undefined ? await emptyStale(lake, { ...publication, tables }, database, state) : state,
    );
  }
  return states;
}

const EMPTY: DatabaseState = { planned: 0, files: 0, bytes: 0, removed: 0, newest: 0 };

/** A database that the source could not read at all is not among them: nothing of it is known to be gone. */
const publishedDatabases = (tables: readonly TableOutcome[]): Map<string, string> =>
  new Map(
    tables.filter(({ status }) => status !== 'SKIPPED').map(({ glueDatabase, database }) => [glueDatabase, database]),
  );

async function emptyStale(
  lake: Lake,
  { tables, placeOf, isPartial }: Omit<StaleQuery, 'lakeBucket'>,
  database: string,
  state: DatabaseState,
): Promise<DatabaseState> {
  try {
    const { lakeBucket } = lake;
    const stale = await stalePartitions(lake.paced, { tables, lakeBucket, placeOf, isPartial }, database);
    return { ...state, removed: state.removed + (await emptyPartitions(lake, stale)) };
  } catch (error) {
    if (!(error instanceof Error) || mayPass(error)) throw error;
    return { ...state, failure: error };
  }
}
