import type { Write } from '../../../packages/local-aws/store';
import { frozenDatabases } from '../world/frozen-databases';
import { World } from '../world/world';
import { Agenda } from './agenda';
import { Reaper } from './deaths';
import { Diary } from './diary';
import { readEnding } from './ending';
import { fatesOf, judgeEnd, outcomeOf } from './judge-end';
import { Operator } from './operator';
import { act, FOREIGN_BUCKET, FOREIGN_CLUSTER } from './outside-world';
import type { Scenario } from './scenario';
import { ExportWatch } from './watch-exports';
import { LakeWatch } from './watch-lake';

export interface Played {
  /** What must never be, and was. */
  readonly violations: readonly string[];
  /** What became of each snapshot: `<ARN> <status>`, sorted. */
  readonly fates: readonly string[];
  /** How the executions that succeeded did, sorted. */
  readonly outcomes: readonly string[];
  readonly deaths: number;
  readonly redrives: number;
  /** Exports of others that took a slot. */
  readonly foreignExports: number;
}

/** Plays the scenario to its end: an operator redrives what failed until nothing fails any more. */
export async function play(scenario: Scenario): Promise<Played> {
  let world: World | undefined;
  const lakeWatch = new LakeWatch(() => world?.runtime.resources.lakeBucket ?? '');
  const reaper = new Reaper(scenario.deaths);
  const diary = new Diary();
  const agenda = new Agenda(
    () => world?.isDead ?? false,
    () => world?.notice(),
  );
  const operator = new Operator(agenda, scenario.patienceMs);
  const exportWatch = new ExportWatch({
    maxConcurrent: scenario.exports.maxConcurrent,
    isOurs: ({ bucket }) => bucket !== FOREIGN_BUCKET,
    rerun: operator.rerun,
  });
  let isFirst = true;
  world = await World.open({
    sources: scenario.sources,
    exports: scenario.exports,
    databases: databasesOf(scenario),
    watch: (happening) => reaper.judge(happening),
    watchWrite: (write) => reaper.judgeWrite(write),
    onWrite: (write: Write) => {
      diary.see(write);
      lakeWatch.see(write);
      operator.see(write);
      exportWatch.see(write);
    },
    onStart: (runtime) => {
      if (isFirst) {
        const opensAt = runtime.clock.now();
        for (const fault of scenario.faults) runtime.faults.inject(fault);
        for (const action of scenario.actions) {
          const at = opensAt + action.at;
          agenda.add({ at, act: (process) => act(process, action, at, diary) });
        }
      }
      isFirst = false;
      reaper.begin();
      agenda.begin(runtime);
    },
  });
  try {
    await quiet(world, agenda);
    world.runtime.faults.clear();
    const ending = await readEnding(world, diary, lakeWatch, operator.rerun);
    return {
      violations: [
        ...exportWatch.violations,
        ...lakeWatch.violations,
        ...lakeWatch.differences(),
        ...agenda.failures,
        ...judgeEnd(ending),
      ],
      fates: fatesOf(ending),
      outcomes: ending.executions
        .filter(({ status }) => status === 'SUCCEEDED')
        .map(outcomeOf)
        .sort(),
      deaths: reaper.deaths,
      redrives: operator.redrives,
      foreignExports: exportWatch.foreign.length,
    };
  } finally {
    await world.close();
  }
}

/** Every snapshot of a source finds other rows than the one before. */
function databasesOf({ sources, bytes }: Scenario) {
  const counts = new Map<string, number>();
  const itemsOf = (id: string): number => {
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    return 1 + (count % 7);
  };
  return frozenDatabases([...sources, FOREIGN_CLUSTER], itemsOf, (id) => bytes[sources.indexOf(id)] ?? 0);
}

/** Nothing is left to do, for anybody. A dead process is followed by the next. */
async function quiet(world: World, agenda: Agenda): Promise<void> {
  const isOver = (): boolean => agenda.isDone && world.running().length === 0;
  for (;;) {
    await world.until(() => world.isDead || isOver());
    if (!world.isDead) return;
    await world.restart();
  }
}
