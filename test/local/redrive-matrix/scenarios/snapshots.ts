import type { World, WorldOptions } from '../../world/world';

/** A way through the machines. Each state is tried in the first of these that enters it. */
export interface Scenario {
  readonly name: string;
  /** What it is played in. @default one source, whose snapshots are exported */
  readonly world?: Pick<WorldOptions, 'settings' | 'outermost' | 'onStart'>;
  /**
   * It calls StartExecution, which is then no call of the first state, and puts objects while a state waits.
   * @default false
   */
  readonly isStartedByHand?: boolean;
  /** Does what has to be done from outside, and ends when nothing goes on. */
  readonly play: (world: World) => Promise<void>;
}

export const SOURCE = 'orders';

export const SCENARIOS: readonly Scenario[] = [
  { name: 'one snapshot', play: (world) => snapshotTaken(world, 1) },
  {
    name: 'no slot at first',
    play: async (world) => {
      world.runtime.faults.inject({ name: 'limit-reached', target: 'rds:StartExportTask' });
      await snapshotTaken(world, 1);
    },
  },
  {
    name: 'announced twice',
    play: async (world) => {
      // The first of them says that the snapshot is being made.
      world.runtime.faults.inject({ name: 'duplicate-event', target: 'RDS DB Cluster Snapshot Event', times: 2 });
      await snapshotTaken(world, 2);
    },
  },
  {
    name: 'a batch that is copied and cannot say so',
    play: async (world) => {
      world.runtime.faults.inject({ name: 'function-large-answer', target: 'lambda:copy-batch' });
      await snapshotTaken(world, 1);
    },
  },
  {
    name: 'overtaken by the next snapshot of its date',
    play: async (world) => {
      world.runtime.faults.inject({
        name: 'access-denied',
        target: 'rds:DescribeExportTasks',
        times: Infinity,
        skip: 1,
      });
      await snapshotTaken(world, 1);
      const [overtaken] = world.executions();
      world.runtime.faults.clear();
      await snapshotTaken(world, 2);
      await world.redrive(overtaken!.arn);
      await world.ended(2);
    },
  },
];

/** A process that dies meanwhile is started again, and goes on. */
async function snapshotTaken(world: World, runs: number): Promise<void> {
  await Promise.all([world.runtime.takeSnapshot(SOURCE), world.ended(runs)]);
}
