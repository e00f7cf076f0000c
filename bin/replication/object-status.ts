import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { ComparisonReport, Finding } from '../../core/replication/comparison/report';
import { destinationKey } from '../../core/replication/destination-key';
import { ignores } from '../../core/replication/ignore';
import { REPLICATION_TABLE } from '../../core/replication/names';
import type { Receipt, ReplicationItem } from '../../core/replication/receipts';
import { lowerCase, WHOLE_CHECKSUMS } from '../../core/s3/whole-checksum';
import { readReceipt } from '../../functions/replication/claim/read-receipt';
import { hasFailed } from '../../functions/replication/object/given-up';
import { printable } from '../printable';
import { type ClaimingExecution, causeText, claimingExecution } from './claiming-execution';
import { type DeployedOutput, queueState } from './outputs';
import { readReport } from './read-report';

/** What is known of one key of one output. */
export interface ObjectStatus {
  readonly output: string;
  readonly key: string;
  /** Where it goes, as the configuration says. */
  readonly destination: string;
  /** `IGNORED`: the configuration leaves it out. `UNKNOWN`: nothing was told of it. */
  readonly state: ReplicationItem['state'] | 'IGNORED' | 'UNKNOWN';
  readonly item?: ReplicationItem;
  /** Messages of the output: waiting, and given up. */
  readonly messages: { readonly waiting: number; readonly failed: number; readonly undelivered: number };
  /** The execution that has the claim, or had it last. Absent where a function has. */
  readonly execution?: ClaimingExecution;
  readonly lastReport?: LastReport;
}

export interface LastReport extends Pick<ComparisonReport, 'outcome' | 'startedAt'> {
  /** What it found of the key. Absent for what is the same, and where it is none of the few that the report names. */
  readonly finding?: Finding['judgement'];
  /** Why its run could not copy the key. */
  readonly failure?: string;
}

export interface StatusClients {
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly sfn: SFNClient;
  readonly dynamodb: DynamoDBClient;
}

/** Reads what stands: receipt and claim, queues, the last report. Asks neither side for the object. */
export async function objectStatus(
  deployed: DeployedOutput,
  key: string,
  { s3, sqs, sfn, dynamodb }: StatusClients,
): Promise<ObjectStatus> {
  const { replication, output, names, sourceBucket, queues } = deployed;
  const table = { dynamodb, tableName: names.deployed(REPLICATION_TABLE) };
  const item = await readReceipt({ table, output: output.name }, key);
  const isLeftOut = !key.startsWith(replication.source.prefix) || ignores(output.ignore)(sourceBucket, key);
  const [events, failed, undelivered] = await Promise.all(
    [queues.events, queues.failed, queues.undelivered].map((name) => queueState(sqs, name, deployed)),
  );
  const execution = await claimingExecution(sfn, deployed, item);
  const report = await readReport(s3, deployed);
  const { bucket, prefix } = output.destination;
  return {
    output: output.name,
    key,
    destination: `s3://${bucket}/${destinationKey(output, prefix, key)}`,
    state: item?.state ?? (isLeftOut ? 'IGNORED' : 'UNKNOWN'),
    ...(item === undefined ? {} : { item }),
    ...(execution === undefined ? {} : { execution }),
    messages: { waiting: events!.depth, failed: failed!.depth, undelivered: undelivered!.depth },
    ...(report === undefined ? {} : { lastReport: lastReportOf(report, key) }),
  };
}

function lastReportOf({ outcome, startedAt, examples, failures }: ComparisonReport, key: string): LastReport {
  const kinds = Object.keys(examples) as Finding['judgement'][];
  const finding = kinds.find((kind) => examples[kind]?.includes(key));
  const failure = failures.find((each) => each.key === key)?.message;
  return {
    ...{ outcome, startedAt },
    ...(finding === undefined ? {} : { finding }),
    ...(failure === undefined ? {} : { failure }),
  };
}

/** For people. */
export function statusText(status: ObjectStatus, commands: { readonly redrive: string }, now: number): string {
  const { output, destination, state, item, execution, messages, lastReport } = status;
  const { lease, reason, failure, attempts, event } = item ?? {};
  // while a newer content is copied, what was copied before is told apart
  const [receipt, before] = state === 'COPYING' ? [undefined, item?.receipt] : [item?.receipt, undefined];
  const isOver = execution !== undefined && hasFailed(execution.status);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['state', state],
    ['destination', printable(destination)],
    ['source version', receipt?.source.versionId ?? event?.versionId],
    ['source ETag', receipt?.source.etag ?? event?.etag],
    ['bytes', receipt === undefined ? undefined : String(receipt.source.size)],
    ...checksumFacts(receipt),
    ['copied by', receipt?.copiedBy],
    ['completed', receipt?.completedAt],
    ['previous copy', before && `${before.source.etag}, ${before.source.size} bytes, completed ${before.completedAt}`],
    ['attempts', attempts === undefined ? undefined : String(attempts)],
    [
      'at work',
      lease === undefined || isOver
        ? undefined
        : `${lease.owner} until ${new Date(lease.until).toISOString()}${lease.until <= now ? ', which has passed' : ''}`,
    ],
    ['execution', execution === undefined ? undefined : `${execution.status}: ${execution.executionArn}`],
    ['its cause', causeText(execution)],
    ['last error', failure && printable(`${failure.error} at ${failure.at}: ${failure.message}`)],
    ['reason', reason === undefined ? undefined : printable(reason)],
    [
      'messages',
      `${messages.waiting} waiting, ${messages.failed} failed, ${messages.undelivered} undelivered, of all keys`,
    ],
    ['last report', lastReport === undefined ? 'none' : reportedText(lastReport)],
  ];
  const lines = facts.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name.padEnd(14)}  ${value}`]));
  const next = isOver
    ? `Nobody is at work any more. Remove the cause, then copy what is missing: ${commands.redrive} --output ${output}`
    : NEXT[isLost(status) ? 'LOST' : state]?.(commands.redrive, output);
  return [`${output}: ${printable(status.key)}`, ...lines, ...(next === undefined ? [] : [`  ${next}`])].join('\n');
}

const reportedText = ({ outcome, startedAt, finding, failure }: LastReport): string =>
  [
    `${outcome} at ${startedAt}`,
    ...(finding === undefined ? [] : [`, which found this key ${finding.toLowerCase().replace('_', ' ')}`]),
    ...(failure === undefined ? [] : [`, and did not copy it: ${printable(failure)}`]),
  ].join('');

/** Whether the destination has no more what the receipt proves. What is older than the report was compared by it. */
const isLost = ({ state, item, lastReport }: ObjectStatus): boolean =>
  state === 'COMPLETE' &&
  (lastReport?.finding === 'MISSING' || lastReport?.finding === 'DIFFERENT') &&
  (item?.receipt?.completedAt ?? '') < lastReport.startedAt;

/** Of the kind that both sides have. */
const checksumFacts = (receipt: Receipt | undefined): (readonly [string, string | undefined])[] =>
  WHOLE_CHECKSUMS.flatMap((algorithm) => {
    const [source, destination] = [receipt?.source, receipt?.destination].map((side) => side?.[lowerCase(algorithm)]);
    return source === undefined ? [] : [[algorithm, `${source}, at the destination ${destination}`] as const];
  });

const NEXT: Readonly<Partial<Record<ObjectStatus['state'] | 'LOST', (redrive: string, output: string) => string>>> = {
  UNKNOWN: (redrive, output) =>
    `Nothing was told of this key. If the source has it, compare both sides: ${redrive} --output ${output}`,
  COPYING: (redrive, output) => `If nobody is at work any more, copy what is missing: ${redrive} --output ${output}`,
  LOST: (redrive, output) => `Since then nothing was copied. Copy what is missing: ${redrive} --output ${output}`,
  SET_ASIDE: (redrive, output) =>
    `Remove the reason and write the object again, or let its source tell of it: ${redrive} --output ${output} --set-aside`,
};
