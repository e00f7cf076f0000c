import { liveClaims } from '../../../core/snapshots/slots';
import type { ExecutionRecord } from '../../../packages/local-aws/engine/records/execution-record';
import type { Ending, FoundPartition, Item } from './ending';
import { isHopeless, snapshotOf } from './operator';

/** Names what must not be when all is over. */
export function judgeEnd(ending: Ending): string[] {
  const { executions, running, items, claims, partitions, now } = ending;
  return [
    ...running.map(({ name }) => `${name} still runs`),
    ...executions.flatMap((execution) => wrongEnd(execution, ending)),
    ...unfinished(ending),
    ...publishedTwice(ending),
    ...items.filter(({ pk }) => pk === 'QUEUE').map(({ sk }) => `${sk} still waits for a slot`),
    ...Object.keys(liveClaims(claims, [], now)).map((taskId) => `${taskId} still holds a slot`),
    ...partitions.flatMap((partition) => wrongPartition(partition, partitions)),
  ];
}

/** What became of each snapshot: `<ARN> <status>`, sorted. */
export const fatesOf = ({ items }: Ending): string[] =>
  items
    .filter(isExport)
    .map(({ sourceArn, status }) => `${sourceArn} ${status}`)
    .sort();

const PUBLISHED = ['PUBLISHED', 'PUBLISHED_INCOMPLETE'];
const OUTCOMES = [...PUBLISHED, 'SUPERSEDED', 'DUPLICATE', 'UNKNOWN_SOURCE', 'NOT_A_CREATED_EVENT'];

interface Output {
  readonly outcome?: string;
  readonly reason?: string;
}

/** `PUBLISHED`, `PUBLISHED_INCOMPLETE`, or why the trigger was ignored. */
export function outcomeOf({ output = '{}' }: Pick<ExecutionRecord, 'output'>): string {
  const { outcome, reason } = JSON.parse(output) as Output;
  return (outcome === 'IGNORED' ? reason : outcome) ?? 'none';
}

function wrongEnd(execution: ExecutionRecord, { diary }: Ending): string[] {
  const { name, status, error, cause } = execution;
  if (status === 'SUCCEEDED') {
    const outcome = outcomeOf(execution);
    return OUTCOMES.includes(outcome) ? [] : [`${name} ended in '${outcome}'`];
  }
  if (status === 'RUNNING' || (isHopeless(execution) && diary.gone.has(snapshotOf(execution)))) return [];
  return [`${name} ended ${status}: ${error}: ${cause}`];
}

const isExport = ({ pk, sk }: Item): boolean =>
  pk?.startsWith('SOURCE#') === true && sk?.startsWith('EXPORT#') === true;

/** Every snapshot has one export, which ended well; one that was deleted may have been too late. */
function unfinished({ items, diary: { snapshots, gone } }: Ending): string[] {
  return [...snapshots.keys()].flatMap((arn) => {
    const exports = items.filter((item) => isExport(item) && item.sourceArn === arn);
    const isGone = gone.has(arn);
    if (exports.length !== 1 && !(isGone && exports.length === 0)) {
      return [`${arn} has ${exports.length} items in the ledger`];
    }
    const wellEnded = isGone ? ['PUBLISHED', 'SUPERSEDED', 'GONE'] : ['PUBLISHED', 'SUPERSEDED'];
    return exports
      .filter(({ status = '' }) => !wellEnded.includes(status))
      .map(({ status }) => `${arn} ended ${status}`);
  });
}

/** Unless somebody asked for it. */
function publishedTwice({ executions, rerun }: Ending): string[] {
  const published = executions
    .filter((e) => e.status === 'SUCCEEDED' && PUBLISHED.includes(outcomeOf(e)))
    .map(snapshotOf);
  return [...new Set(published.filter((arn, i) => published.indexOf(arn) !== i && !rerun.has(arn)))].map(
    (arn) => `${arn} is published by two executions`,
  );
}

/** It holds the rows of the newest snapshot of its date, each once, and readers find it. */
function wrongPartition(partition: FoundPartition, all: readonly FoundPartition[]): string[] {
  const { place, table, rowsInSnapshot, rowsInLake, isInCatalog, skippedTables } = partition;
  const differing = all.filter((p) => p.place === place && p.rowsInLake !== p.rowsInSnapshot);
  if (rowsInLake !== rowsInSnapshot && differing.length > skippedTables) {
    return [`${place} ${table}: ${rowsInLake} rows in the lake, ${rowsInSnapshot} in the snapshot`];
  }
  return isInCatalog || rowsInLake === 0 ? [] : [`${place} ${table} is not in the catalog`];
}
