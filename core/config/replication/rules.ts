import type { Placed, Surroundings } from '../branch';
import { judgeKeyRegion } from '../fields';
import { fieldPath, type Problem } from '../problems';
import { partitionOf } from '../region';
import type { OutputConfig, ReplicationConfig } from './types';

export const REPLICATIONS = 'replications';

type PlacedReplication = Placed<ReplicationConfig>;

/** An output, its replication, and where it stands. */
interface PlacedOutput {
  readonly path: readonly PropertyKey[];
  readonly output: OutputConfig;
  readonly replication: ReplicationConfig;
}

/** What a replication must be consistent in, and what replications must not share. */
export function judgeReplications(
  replications: readonly PlacedReplication[],
  { environment, isLakeBucket }: Surroundings,
): Problem[] {
  const outputs = replications.flatMap(outputsOf);
  return [
    ...judgeSameNames(
      replications.map(({ index, entry }) => ({ path: [REPLICATIONS, index, 'name'], name: entry.name })),
    ),
    ...judgeSameNames(outputs.map(({ path, output }) => ({ path: [...path, 'name'], name: output.name }))),
    ...judgeLoops(replications, outputs, { environment, isLakeBucket }),
    ...judgeSamePlace(outputs),
    ...outputs.flatMap(judgeDestinationKey),
    ...outputs.flatMap(judgeCopy),
    ...replications.flatMap((each) => judgeLakeSource(each, isLakeBucket)),
    ...(environment === undefined
      ? []
      : [
          ...replications.flatMap((each) => judgeSourceKey(each, environment.region)),
          ...outputs.flatMap((each) => judgePartitions(each, environment.region)),
        ]),
  ];
}

const outputsOf = ({ index, entry }: PlacedReplication): PlacedOutput[] =>
  entry.outputs.map((output, i) => ({ path: [REPLICATIONS, index, 'outputs', i], output, replication: entry }));

function judgeSameNames(named: readonly { readonly path: readonly PropertyKey[]; readonly name: string }[]): Problem[] {
  return named.flatMap(({ path, name }, i) => {
    const first = named.findIndex((each) => each.name === name);
    if (first === i) return [];
    return [
      { path: fieldPath(path), value: name, fix: `is at ${fieldPath(named[first]!.path)} already: use another name.` },
    ];
  });
}

const overlap = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);

/** What is written where something is read goes around for ever, or on to where nobody said it should. */
function judgeLoops(
  replications: readonly PlacedReplication[],
  outputs: readonly PlacedOutput[],
  { environment, isLakeBucket }: Pick<Surroundings, 'environment' | 'isLakeBucket'>,
): Problem[] {
  return outputs.flatMap(({ path, output: { destination } }) => {
    const isRead = ({ bucket, prefix = '' }: ReplicationConfig['source']): boolean =>
      (bucket === undefined ? isLakeBucket(destination.bucket) : bucket === destination.bucket) &&
      overlap(prefix, destination.prefix ?? '');
    const reader = replications.find(({ entry }) => isRead(entry.source));
    if (reader === undefined) return [];
    const mayBeAnothers = environment?.account === undefined && destination.bucket.includes(destination.account);
    const fix =
      `is what replications[${reader.index}] ('${reader.entry.name}') reads: objects would go around in a loop. ` +
      'Write to another bucket or prefix, or give the first replication one more output instead of a chain.' +
      (mayBeAnothers ? " If it is another account's lake, write environment.account." : '');
    return [{ path: fieldPath([...path, 'destination', 'bucket']), value: destination.bucket, fix }];
  });
}

/** Two outputs of one place would overwrite each other's objects, unless they read different prefixes into others. */
function judgeSamePlace(outputs: readonly PlacedOutput[]): Problem[] {
  return outputs.flatMap(({ path, output: { destination } }, i) => {
    const first = outputs.findIndex(
      ({ output: { destination: other } }) =>
        other.bucket === destination.bucket && (other.prefix ?? '') === (destination.prefix ?? ''),
    );
    if (first === i) return [];
    const fix = `is where ${fieldPath(outputs[first]!.path)} writes already: give one of them another prefix.`;
    return [{ path: fieldPath([...path, 'destination']), value: destination, fix }];
  });
}

function judgeDestinationKey({ path, output: { destination } }: PlacedOutput): Problem[] {
  const { keyArn, region } = destination;
  if (keyArn === undefined || judgeKeyRegion(region)(keyArn) === undefined) return [];
  const fix = `is not a key of ${region} (${partitionOf(region)}), where the bucket is: give the key that the bucket encrypts with.`;
  return [{ path: fieldPath([...path, 'destination', 'keyArn']), value: keyArn, fix }];
}

/** One identity reads the source and writes the destination: a role of another partition, or its keys, cannot. */
function judgeCopy({ path, output: { copy, credentials } }: PlacedOutput): Problem[] {
  if (copy !== 'server-side' || credentials.mode === 'role') return [];
  const fix = `needs the pivot role, which reads the source too, and ${credentials.mode} has none in this partition: use { mode: 'role', externalId: … }, or leave copy out.`;
  return [{ path: fieldPath([...path, 'copy']), value: copy, fix }];
}

function judgeSourceKey({ index, entry: { source } }: PlacedReplication, region: string): Problem[] {
  const fix = source.keyArn === undefined ? undefined : judgeKeyRegion(region)(source.keyArn);
  return fix === undefined
    ? []
    : [{ path: fieldPath([REPLICATIONS, index, 'source', 'keyArn']), value: source.keyArn, fix }];
}

/**
 * The stacks know the lake's bucket by the field that is left out. The lake stack writes its notifications: what was
 * added by hand would be gone.
 */
function judgeLakeSource(
  { index, entry: { source } }: PlacedReplication,
  isLakeBucket: Surroundings['isLakeBucket'],
): Problem[] {
  const { bucket, events } = source;
  if (bucket !== undefined && !isLakeBucket(bucket)) return [];
  const problem = (field: string, value: unknown, fix: string): Problem => ({
    path: fieldPath([REPLICATIONS, index, 'source', field]),
    value,
    fix,
  });
  const named = problem('bucket', bucket, "is the lake's own bucket, which needs no name here: leave bucket out.");
  const fix = "cannot be had of the lake's own bucket, whose notifications the lake stack sets: use 'eventbridge'.";
  return [
    ...(bucket === undefined ? [] : [named]),
    ...(events === 'notifications' ? [problem('events', events, fix)] : []),
  ];
}

/**
 * No role of one partition can be assumed from another, no token is taken in the partition that issued it, and no
 * gateway of a VPC leads to another Region.
 */
function judgePartitions({ path, output }: PlacedOutput, region: string): Problem[] {
  const { credentials, destination, network } = output;
  const [here, there] = [partitionOf(region), partitionOf(destination.region)];
  const problem = (field: string, value: unknown, fix: string): Problem => ({
    path: fieldPath([...path, field]),
    value,
    fix,
  });
  const problems: Problem[] = [];
  if (here !== there && credentials.mode === 'role') {
    const fix = `assumes a role of ${there} from ${here}, which AWS does not allow: use { mode: 'federation' }, which needs no keys, or { mode: 'keys' }.`;
    problems.push(problem('credentials', credentials, fix));
  }
  if (here === there && credentials.mode === 'federation') {
    const fix = `exchanges a token in ${here}, where it was issued, which AWS does not allow: use { mode: 'role', externalId: … }.`;
    problems.push(problem('credentials', credentials, fix));
  }
  if (destination.region !== region && network === 'isolated') {
    const where = here === there ? 'their Region' : 'their partition';
    const fix = `has no way to ${destination.region} in ${there}: endpoints of a VPC stay within ${where}. Use 'none'.`;
    problems.push(problem('network', network, fix));
  }
  return problems;
}
