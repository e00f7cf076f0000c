/**
 * Sequence numbers of 56 digits, as AWS gives them out: they grow within a stream, with the time first. Consumers may
 * rely on their order within a shard and on nothing else.
 */
const BASE = 49n * 10n ** 54n;
/** Of one millisecond: room for all records that come in it. */
const MILLISECOND = 10n ** 38n;
const STEP = 10n ** 12n;
/** The last digits name the shard. */
const SHARDS = 10n ** 6n;

/** The first number after `last`, and not before this time. */
export function nextSequence(last: bigint, now: number, shardIndex: number): bigint {
  const byTime = BASE + BigInt(Math.floor(now)) * MILLISECOND;
  const after = (last / STEP + 1n) * STEP;
  const start = byTime > after ? byTime : after;
  return start + (BigInt(shardIndex) % SHARDS);
}
