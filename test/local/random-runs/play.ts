import type { ExportRecord } from '../../../local/services/rds/export-record';
import { frozenDatabases } from '../world/frozen-databases';
import { World } from '../world/world';
import { Agenda } from './agenda';
import { isHopeless, judgeEnd } from './judge-end';
import { act, Diary, FOREIGN_BUCKET, FOREIGN_CLUSTER } from './outside-world';
import { Reaper } from './reaper';
import type { Scenario } from './scenario';
import { ExportWatch } from './watch-exports';

export interface Played {
  /** What must never be, and was. */
  readonly violations: readonly string[];
  /** What became of each snapshot: `<ARN> <status>`, sorted. */
  readonly fates: readonly string[];
  readonly deaths: number;
  readonly redrives: number;
  /** Exports of others that took a slot. */
  readonly foreignExports: number;
}

/** An operator who has come so often gives up; there are fewer faults than that. */
const MOST_ROUNDS = 40;

/** Plays the scenario to its end: an operator redrives what failed until nothing fails any more. */
export async function play(scenario: Scenario): Promise<Played> {
  const watch = new ExportWatch(scenario.exports.maxConcurrent, ({ bucket }) => bucket !== FOREIGN_BUCKET);
  const reaper = new Reaper(scenario.deaths);
  const diary = new Diary();
  const agenda = new Agenda(scenario.actions, (runtime, action) => act(runtime, action, diary));
  const world = await World.open({
    sources: scenario.sources,
    exports: scenario.exports,
    databases: growingDatabases([...scenario.sources, FOREIGN_CLUSTER]),
    watch: (happening) => reaper.judge(happening),
    onWrite: (write) => {
      const isExport = write.namespace === 'rds-exports' && 'value' in write;
      if (isExport) watch.see(structuredClone(write.value) as ExportRecord);
    },
    onStart: (runtime) => agenda.begin(runtime),
  });
  for (const fault of scenario.faults) world.runtime.faults.inject(fault);
  try {
    const redrives = await operate(world, agenda, diary);
    const { violations, fates } = await judgeEnd(world, diary);
    return {
      violations: [...watch.violations, ...violations],
      fates,
      deaths: reaper.deaths,
      redrives,
      foreignExports: watch.foreign.length,
    };
  } finally {
    await world.close();
  }
}

/** Every snapshot finds other rows than the one before. */
function growingDatabases(ids: readonly string[]) {
  let count = 0;
  return frozenDatabases(ids, () => 1 + (count++ % 7));
}

/** Redrives whatever failed, once all is quiet. How often it took. */
async function operate(world: World, agenda: Agenda, diary: Diary): Promise<number> {
  let redrives = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    await quiet(world, agenda, diary);
    const failed = world.executions().filter((e) => e.status !== 'SUCCEEDED' && !isHopeless(e));
    if (failed.length === 0) break;
    for (const { arn } of failed) await redrive(world, arn);
    redrives += failed.length;
  }
  return redrives;
}

/** Nothing is left to do: all actions are taken, what was announced has its execution, none is running. A dead process is followed by the next. */
async function quiet(world: World, agenda: Agenda, { snapshots, gone }: Diary): Promise<void> {
  const isAnswered = (arn: string): boolean => world.executions().some(({ input }) => input.includes(`"${arn}"`));
  for (;;) {
    if (world.isDead) await world.restart();
    const isOver = agenda.isDone && [...snapshots.keys(), ...gone].every(isAnswered);
    if (isOver && world.executions().every(({ status }) => status !== 'RUNNING')) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** A request that falls into the death of the process has had its effect, or is made again in the next round. */
async function redrive(world: World, arn: string): Promise<void> {
  if (world.isDead) return;
  try {
    await world.redrive(arn);
  } catch (error) {
    if (!world.isDead) throw error;
  }
}
