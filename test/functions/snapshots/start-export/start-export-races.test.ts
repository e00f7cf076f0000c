import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SlotRanking } from '../../../../core/snapshots/slots';
import type { ExecutionContext } from '../../../../functions/shared/execution';
import type { ExportTrigger } from '../../../../functions/snapshots/payloads';
import { drawn } from '../../../window/environment';
import { createLedger, type DynamoDb, startDynamoDb } from '../../shared/ledger/dynamodb';
import { lostResponse } from './fake-rds';
import { clusterSnapshotArn, createdEvent, settings, source, T0, World } from './world';

let dynamodb: DynamoDb;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());

const MINUTE = 60_000;

/** Repeatable randomness: 0 up to 1. */
function seeded(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

interface Night {
  readonly seed: number;
  readonly ranking: SlotRanking;
  readonly maxConcurrent: number;
  readonly foreign: number;
  /** Share of the calls whose response is lost after the effect. */
  readonly lost: number;
}

interface Runner {
  readonly trigger: ExportTrigger;
  readonly execution: ExecutionContext;
  dueAt: number;
}

/**
 * Executions race against one ledger and one RDS until all are settled; everything that must hold is checked at each
 * start.
 */
async function runNight({ seed, ranking, maxConcurrent, foreign, lost }: Night) {
  const random = seeded(seed);
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  const world = new World(
    flaky(dynamodb.client, () => random() < lost / 4),
    await createLedger(dynamodb.client),
    settings(
      ids.map((id) => source(id)),
      { maxConcurrent, ranking },
    ),
  );
  const { rds } = world;
  rds.listLagMs = 20_000;
  rds.durationMs = () => (12 + Math.floor(50 * random())) * MINUTE;
  for (let i = 0; i < foreign; i++) {
    rds.tasks.push({ id: `foreign-${i}`, sourceArn: 'x', startedAt: T0 - MINUTE, endsAt: T0 + (20 + 40 * i) * MINUTE });
  }
  const runners = enlist(world, ids, random);
  let most = 0;
  const problems: string[] = [];
  rds.after = (command) => {
    if (command === 'StartExportTask') {
      const ours = rds.running().filter(({ id }) => !id.startsWith('foreign'));
      most = Math.max(most, ours.length);
      if (ours.length > maxConcurrent) problems.push(`${ours.length} at ${world.now}`);
      problems.push(...sameSourceTwice(ours.map(({ id }) => id)));
    }
    if (random() < lost) throw lostResponse();
  };
  const outcomes = await settle(world, runners);
  return { world, outcomes, most, problems };
}

/** Two snapshots of each source, an hour apart and across midnight; every event twice. */
function enlist(world: World, ids: readonly string[], random: () => number): Runner[] {
  const runners: Runner[] = [];
  for (const id of ids) {
    for (const day of [0, 1]) {
      const takenAt = T0 - day * 86_400_000 - Math.floor(random() * 60) * MINUTE;
      const trigger = createdEvent(world.snapshot(id, takenAt));
      for (const copy of [1, 2]) {
        const execution = world.execution(`${id}-${day}-${copy}`);
        runners.push({ trigger, execution, dueAt: T0 + Math.floor(random() * 3) * MINUTE });
      }
    }
  }
  return runners;
}

/** All that are due look at the same moment. */
async function settle(world: World, runners: Runner[]): Promise<Map<string, string>> {
  const outcomes = new Map<string, string>();
  let left = runners;
  for (let round = 0; left.length > 0; round++) {
    if (round > 2000) throw new Error(`${left.length} executions never came to an end.`);
    world.now = Math.max(world.now, Math.min(...left.map(({ dueAt }) => dueAt)));
    const due = left.filter(({ dueAt }) => dueAt <= world.now);
    await Promise.all(due.map((runner) => look(world, runner, outcomes)));
    left = left.filter(({ execution }) => !outcomes.has(execution.executionArn));
  }
  return outcomes;
}

async function look(world: World, runner: Runner, outcomes: Map<string, string>): Promise<void> {
  try {
    const result = await world.start(runner.trigger, runner.execution);
    if (result.outcome === 'NO_SLOT') runner.dueAt = world.now + 1000 * result.waitSeconds;
    else outcomes.set(runner.execution.executionArn, result.outcome === 'IGNORED' ? result.reason : result.outcome);
  } catch (error) {
    if ((error as Error).name !== 'ServiceUnavailableError') throw error;
    runner.dueAt = world.now + 3000;
  }
}

function flaky(client: DynamoDBClient, isLost: () => boolean): Pick<DynamoDBClient, 'send'> {
  const send = async (command: never): Promise<unknown> => {
    const answer = await client.send(command);
    if (isLost()) throw lostResponse();
    return answer;
  };
  return { send } as unknown as Pick<DynamoDBClient, 'send'>;
}

function sameSourceTwice(taskIds: readonly string[]): string[] {
  const sources = taskIds.map((id) => id.split('-')[0]!);
  return sources.filter((id, i) => sources.indexOf(id) !== i).map((id) => `two exports of ${id} at once`);
}

describe('executions that race for slots', () => {
  const nights: Night[] = [
    { seed: 1, ranking: 'longest-first', maxConcurrent: 5, foreign: 0, lost: 0 },
    { seed: 2, ranking: 'longest-first', maxConcurrent: 3, foreign: 0, lost: 0 },
    { seed: 3, ranking: 'fifo', maxConcurrent: 2, foreign: 0, lost: 0 },
    { seed: 4, ranking: 'priority', maxConcurrent: 4, foreign: 2, lost: 0 },
    { seed: 5, ranking: 'longest-first', maxConcurrent: 5, foreign: 4, lost: 0 },
    { seed: 6, ranking: 'longest-first', maxConcurrent: 3, foreign: 1, lost: 0.1 },
    { seed: 7, ranking: 'fifo', maxConcurrent: 3, foreign: 0, lost: 0.2 },
    { seed: 8, ranking: 'longest-first', maxConcurrent: 1, foreign: 0, lost: 0.1 },
  ];
  it.each(drawn(nights, 3))(
    'never exceed the limit, never run two exports of one source at once, export each snapshot once: %j',
    async (night) => {
      const { world, outcomes, most, problems } = await runNight(night);
      expect(problems).toEqual([]);
      expect(most).toBeLessThanOrEqual(night.maxConcurrent);
      const ours = world.rds.tasks.filter(({ id }) => !id.startsWith('foreign'));
      expect(new Set(ours.map(({ sourceArn }) => sourceArn)).size).toBe(12);
      expect(ours).toHaveLength(12);
      expect([...outcomes.values()].sort()).toEqual([...Array(12).fill('DUPLICATE'), ...Array(12).fill('STARTED')]);
      expect(await world.ledger.readQueue()).toEqual([]);
    },
    120_000,
  );

  it('start again where a killed function left off', async () => {
    // the function dies at every point in turn: nothing after that call happens
    for (let nth = 0; nth < 40; nth++) {
      const w = new World(
        dynamodb.client,
        await createLedger(dynamodb.client),
        settings([source('a')], { maxConcurrent: 1 }),
      );
      const trigger = createdEvent(w.snapshot('a'));
      const execution = w.execution('a');
      let calls = 0;
      const dies = async (send: (command: never) => Promise<unknown>, command: never): Promise<unknown> => {
        if (calls++ >= nth) throw Object.assign(new Error('killed'), { code: 'ECONNRESET' });
        return send(command);
      };
      const rds = w.rds.client();
      const dying = w.handler({
        dynamodb: { send: (command: never) => dies((c) => dynamodb.client.send(c), command) } as never,
        rds: { send: (command: never) => dies((c) => rds.send(c), command) } as never,
      });
      const finished = await dying({ trigger, execution }).then(
        () => true,
        () => false,
      );
      w.now += 1000;
      expect((await w.start(trigger, execution)).outcome).toBe('STARTED');
      expect(w.rds.tasks.map(({ sourceArn }) => sourceArn)).toEqual([clusterSnapshotArn('rds:a-2026-11-20-02-00')]);
      expect(await w.ledger.readQueue()).toEqual([]);
      if (finished) return;
    }
    throw new Error('The function makes more than 40 calls.');
  });
});

describe('two installations that race for the slots of one account', () => {
  /** Each with its own ledger, on one RDS whose list lags; all look at the same moments. */
  async function runTogether(maxConcurrent: number, seed: number) {
    const random = seeded(seed);
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const worlds = await Promise.all(
      [undefined, 'blue'].map(async (name) => {
        const own = settings(
          ids.map((id) => source(id)),
          { maxConcurrent },
        );
        return new World(dynamodb.client, await createLedger(dynamodb.client), {
          ...own,
          environment: { ...own.environment, name },
        });
      }),
    );
    const [first, second] = worlds as [World, World];
    Object.defineProperty(second, 'rds', { value: first.rds });
    first.rds.listLagMs = 20_000;
    first.rds.durationMs = () => (12 + Math.floor(50 * random())) * MINUTE;
    let most = 0;
    first.rds.after = (command) => {
      if (command === 'StartExportTask') most = Math.max(most, first.rds.running().length);
    };
    const runners = worlds.flatMap((world) =>
      ids.map((id) => ({
        world,
        runner: {
          trigger: createdEvent(first.snapshot(id, T0 - MINUTE)),
          execution: world.execution(`${world === first ? 'first' : 'second'}-${id}`),
          dueAt: T0,
        },
      })),
    );
    const outcomes = new Map<string, string>();
    let left = runners;
    while (left.length > 0) {
      first.now = second.now = Math.max(first.now, Math.min(...left.map(({ runner }) => runner.dueAt)));
      const due = left.filter(({ runner }) => runner.dueAt <= first.now);
      await Promise.all(due.map(({ world, runner }) => look(world, runner, outcomes)));
      left = left.filter(({ runner }) => !outcomes.has(runner.execution.executionArn));
    }
    return { most, outcomes: [...outcomes.values()], taskIds: first.rds.tasks.map(({ id }) => id) };
  }

  it.each(drawn([1, 2], 1))(
    'at the service limit never make it six, and both export everything (seed %i)',
    async (seed) => {
      const { most, outcomes, taskIds } = await runTogether(5, seed);
      expect(most).toBe(5);
      expect(outcomes).toEqual(Array.from({ length: 12 }, () => 'STARTED'));
      expect(taskIds.filter((id) => id.startsWith('blue-'))).toHaveLength(6);
      expect(new Set(taskIds).size).toBe(12);
    },
  );

  it.each(drawn([1, 2, 3, 4], 1))('below it, at %i, are at most one over', async (maxConcurrent) => {
    for (const seed of [1, 2]) {
      const { most, outcomes } = await runTogether(maxConcurrent, seed);
      expect(most).toBeLessThanOrEqual(maxConcurrent + 1);
      expect(outcomes).toHaveLength(12);
    }
  });
});
