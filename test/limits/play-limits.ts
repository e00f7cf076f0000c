import { rmSync } from 'node:fs';
import { synthesize } from '../lib/synthesized';
import { drawn } from '../window/environment';
import { configured, type Partition, REGIONS, SHAPES, type Shape } from './configurations';
import { type Measured, measured } from './measured';
import { resolvedStacks } from './resolved';

/**
 * `.ci/run` plays the whole table (LAKEFERRY_LIMITS=all). `npm test` plays one source in each partition, and a row of
 * 150 with long names in `aws`.
 */
const isWhole = process.env.LAKEFERRY_LIMITS === 'all';

function tableOf(partition: Partition) {
  const counts = isWhole ? [1, 17, 44, 120, 150, 500] : partition === 'aws' ? [1, 150] : [1];
  return counts.flatMap((count) => shapesOf(count).map((shape) => ({ partition, count, ...shape })));
}

/** Long names fill the limits first, so `npm test` leaves the short ones to `.ci/run`. */
function shapesOf(count: number): readonly Shape[] {
  if (isWhole) return SHAPES;
  return count === 1
    ? SHAPES.slice(-1)
    : drawn(
        SHAPES.filter(({ names }) => names === 'long'),
        1,
      );
}

/** What is there, and how much of each limit is used at most. */
function limitsOf(partition: Partition, count: number, shape: (typeof SHAPES)[number]): Measured[] {
  const { app } = synthesize(configured(count, shape, partition));
  try {
    const pseudo = {
      'AWS::Partition': partition,
      'AWS::Region': REGIONS[partition],
      'AWS::AccountId': '000000000001',
      'AWS::URLSuffix': partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
    };
    return measured(resolvedStacks(app.synth().stacks, pseudo));
  } finally {
    rmSync(app.outdir, { recursive: true });
  }
}

/** Each row of a partition as a test. A partition is a test file, so that they are played side by side. */
export function playLimits(partition: Partition): void {
  it.each(tableOf(partition))(
    '$count sources in $partition, names $names, shared $shares: within all limits',
    (row) => {
      const found = limitsOf(row.partition, row.count, row);
      expect(found.filter(({ limit }) => limit === 'resources of a stack').length).toBeGreaterThan(2);
      const over = found.filter(({ amount, most }) => amount > most);
      expect(over.map(({ limit, where, amount, most }) => `${where}: ${amount} ${limit} of ${most}`)).toEqual([]);
      if (process.env.LAKEFERRY_LIMITS_TOLD !== undefined) tell(row, found);
    },
  );
}

/** The fullest of each kind, for whoever changes a number: LAKEFERRY_LIMITS_TOLD=1 npx jest test/limits */
function tell(row: object, found: readonly Measured[]): void {
  const share = ({ amount, most }: Measured): number => amount / most;
  const kinds = [...new Set(found.map(({ limit }) => limit))];
  const fullest = kinds.map(
    (kind) => found.filter(({ limit }) => limit === kind).toSorted((a, b) => share(b) - share(a))[0]!,
  );
  const lines = fullest
    .filter((each) => share(each) > 0.5)
    .map(({ limit, where, amount, most }) => `  ${amount} of ${most} ${limit} (${where})`);
  process.stderr.write(`${JSON.stringify(row)}\n${lines.join('\n')}\n`);
}
