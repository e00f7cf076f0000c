import type { PutRecordCommandInput, PutRecordsCommandInput } from '@aws-sdk/client-kinesis';
import { type Operation, ServiceError } from '../../service';
import { Changes } from '../../store';
import { Allowances } from '../allowance';
import type { Kms } from '../kms';
import { checkKeyUse } from '../service-rights';
import { invalidArgument, validation } from './errors';
import { HASH_KEYS, hashKeyOf } from './hash-range';
import type { StreamMeasures } from './measures';
import type { ShardRecord, StreamRecord, Streams } from './streams';

/** One record on its way to a stream. */
export interface Entry {
  readonly Data?: Uint8Array;
  readonly PartitionKey?: string;
  readonly ExplicitHashKey?: string;
}

/** A record that is there, or the error of one that is not. */
export type Placed =
  | { readonly ShardId: string; readonly SequenceNumber: string }
  | { readonly ErrorCode: string; readonly ErrorMessage: string };

const KIB = 1024;
const MAX_ENTRIES = 500;
const MAX_REQUEST_BYTES = 10 * KIB * KIB;
const MAX_KEY_CHARS = 256;
/** What a shard takes in a second. */
const SHARD_RECORDS = 1000;
const SHARD_BYTES = KIB * KIB;
const SECOND_MS = 1000;
const THROTTLED = 'ProvisionedThroughputExceededException';

export interface WriterDependencies {
  readonly streams: Streams;
  readonly cipher: Kms['cipher'];
  readonly measures: StreamMeasures;
  /** Splits a shard as an on-demand stream does by itself. */
  readonly splitByItself: (stream: StreamRecord) => Promise<void>;
  /** Hears which stream has new records. */
  readonly written: (streamArn: string) => void;
}

/** Writes records to shards. */
export class Writer {
  readonly #records: Allowances;
  readonly #bytes: Allowances;

  constructor(readonly deps: WriterDependencies) {
    const { clock } = deps.streams.deps;
    this.#records = new Allowances(clock, SHARD_RECORDS);
    this.#bytes = new Allowances(clock, SHARD_BYTES);
  }

  readonly operations: Readonly<Record<string, Operation>> = {
    PutRecord: async (input: PutRecordCommandInput, { accountId }) => {
      const stream = this.deps.streams.find(input, accountId);
      const [placed] = await this.put(stream, [input as Entry]);
      if ('ErrorCode' in placed!) throw new ServiceError(placed.ErrorCode, placed.ErrorMessage);
      return { ...placed, EncryptionType: encryptionOf(stream) };
    },
    PutRecords: async ({ Records = [], ...input }: PutRecordsCommandInput, { accountId }) => {
      const stream = this.deps.streams.find(input, accountId);
      checkRequest(Records);
      const placed = await this.put(stream, Records);
      const FailedRecordCount = placed.filter((each) => 'ErrorCode' in each).length;
      return { FailedRecordCount, Records: placed, EncryptionType: encryptionOf(stream) };
    },
  };

  /** In the order of the entries. Throws for an entry that no stream takes; nothing is written then. */
  async put(asked: StreamRecord, entries: readonly Entry[]): Promise<Placed[]> {
    const { streams, cipher, measures, splitByItself, written } = this.deps;
    const { faults, store } = streams.deps;
    const hashes = entries.map((entry) => checkedHash(entry, asked.maxRecordKiB));
    if (streams.statusOf(asked) === 'CREATING') throw notActive(asked, 'CREATING');
    if (streams.statusOf(asked) === 'DELETING') throw notActive(asked, 'DELETING');
    if (asked.keyId !== undefined) await checkKeyUse(cipher, asked.keyId, undefined, (problem) => KEY_CODES[problem]);
    if (faults.strikes('shard-split', asked.name)) await splitByItself(asked);
    const stream = streams.present(asked.arn) ?? asked;
    const placed = await Changes.together(store, (changes) => {
      for (const { id } of stream.shards) streams.records.trim(stream.id, id, streams.trimHorizon(stream), changes);
      const all = entries.map((entry, i) => this.#place(stream, entry, hashes[i]!, changes));
      const taken = entries.filter((_entry, i) => !('ErrorCode' in all[i]!)).map(({ Data }) => Data?.length ?? 0);
      measures.put(stream, taken, all.length - taken.length, changes);
      return all;
    });
    written(stream.arn);
    return placed;
  }

  #place(stream: StreamRecord, { Data = NOTHING, PartitionKey = '' }: Entry, hash: bigint, changes: Changes): Placed {
    const { streams } = this.deps;
    const { clock, faults } = streams.deps;
    const index = stream.shards.findIndex((shard) => shard.endingSequence === undefined && holds(shard, hash));
    const { id: shardId } = stream.shards[index]!;
    const [records, bytes] = [this.#records, this.#bytes].map((each) => each.of(`${stream.id}/${shardId}`));
    const size = Data.length + Buffer.byteLength(PartitionKey);
    if (!records!.allows(1) || !bytes!.allows(size) || faults.strikes('record-throttled', stream.name)) {
      // lets virtual time pass for who tries again: it leaps to timers only
      clock.at(clock.now() + SECOND_MS, () => {});
      return { ErrorCode: THROTTLED, ErrorMessage: rateExceeded(shardId, stream) };
    }
    records!.take(1);
    bytes!.take(size);
    const sequence = streams.nextSequence(stream, index);
    const record = { streamId: stream.id, shardId, sequence, partitionKey: PartitionKey };
    const data = Buffer.from(Data).toString('base64');
    streams.records.add({ ...record, data, arrivedAt: clock.now() }, changes);
    return { ShardId: shardId, SequenceNumber: sequence };
  }
}

const NOTHING = new Uint8Array();

const KEY_CODES = {
  NotFound: 'KMSNotFoundException',
  Disabled: 'KMSDisabledException',
  InvalidState: 'KMSInvalidStateException',
  AccessDenied: 'KMSAccessDeniedException',
} as const;

const encryptionOf = ({ keyId }: StreamRecord): string => (keyId === undefined ? 'NONE' : 'KMS');

const holds = ({ startingHash, endingHash }: ShardRecord, hash: bigint): boolean =>
  hash >= BigInt(startingHash) && hash <= BigInt(endingHash);

const rateExceeded = (shardId: string, { name, arn }: StreamRecord): string =>
  `Rate exceeded for shard ${shardId} in stream ${name} under account ${arn.split(':')[4]}.`;

const notActive = ({ name, accountId }: StreamRecord, status: string): ServiceError =>
  status === 'CREATING'
    ? new ServiceError('ResourceNotFoundException', `Stream ${name} under account ${accountId} not found.`)
    : new ServiceError('ResourceInUseException', `Stream ${name} under account ${accountId} is ${status}.`);

function checkRequest(entries: readonly Entry[]): void {
  if (entries.length === 0 || entries.length > MAX_ENTRIES)
    throw validation(
      `1 validation error detected: Value '[${entries.length} records]' at 'records' failed to satisfy constraint: Member must have length ${entries.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${MAX_ENTRIES}`}`,
    );
  const bytes = entries.reduce(
    (sum, { Data = NOTHING, PartitionKey = '' }) => sum + Data.length + Buffer.byteLength(PartitionKey),
    0,
  );
  if (bytes > MAX_REQUEST_BYTES) throw invalidArgument('Records size exceeds 10 MB limit');
}

/** Where the record goes. Throws for one that AWS refuses. */
function checkedHash({ Data = NOTHING, PartitionKey, ExplicitHashKey }: Entry, maxRecordKiB: number): bigint {
  if (PartitionKey === undefined || PartitionKey === '' || PartitionKey.length > MAX_KEY_CHARS)
    throw validation(
      `1 validation error detected: Value '${PartitionKey?.slice(0, 40)}' at 'partitionKey' failed to satisfy constraint: Member must have length between 1 and ${MAX_KEY_CHARS}`,
    );
  const bytes = Data.length + Buffer.byteLength(PartitionKey);
  if (bytes > maxRecordKiB * KIB)
    throw validation(
      `1 validation error detected: Value of ${bytes} bytes at 'data' failed to satisfy constraint: Member must have length less than or equal to ${maxRecordKiB * KIB}`,
    );
  if (ExplicitHashKey === undefined) return hashKeyOf(PartitionKey);
  if (!/^(0|[1-9]\d{0,38})$/.test(ExplicitHashKey) || BigInt(ExplicitHashKey) >= HASH_KEYS)
    throw invalidArgument(
      `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${ExplicitHashKey}`,
    );
  return BigInt(ExplicitHashKey);
}
