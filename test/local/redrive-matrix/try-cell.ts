import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { type EndState, snapshotOfEnd } from '../world/end-state';
import type { Happening, Verdict } from '../world/watched-store';
import { World } from '../world/world';
import { type Cell, movement } from './cells';
import { type OpenState, OpenStates } from './recording';
import { countExportTasks, openClaims } from './scenarios/export-tasks';
import { type Scenario, SOURCE } from './scenarios/snapshots';

/** What became of a cell. */
export interface Tried {
  /** How often the trouble came. */
  readonly struck: number;
  /** `redriven`: the outermost execution ended badly, and was redriven as an operator would. */
  readonly outcome: 'went on' | 'redriven';
  /** The innermost state of the cell's machine that was at work when the outermost execution had ended badly. */
  readonly failedIn?: string;
  /** Names of the errors that the state itself reported. */
  readonly errors: readonly string[];
  /** Statuses of all executions of the outermost machine, at the end. */
  readonly statuses: readonly string[];
  /** Why those failed that failed in the end. */
  readonly causes: readonly string[];
  readonly exportTasks: number;
  readonly claims: readonly string[];
  readonly end: EndState;
}

/** Once the SDK has tried as often as it does, the function fails. */
const SDK_ATTEMPTS = 3;

export async function tryCell(cell: Cell, scenario: Scenario): Promise<Tried> {
  const attempt = new Attempt(cell);
  const world = await World.open({
    sources: [SOURCE],
    isDeployedBefore: true,
    ...scenario.world,
    watch: (happening) => attempt.watch(happening, world),
    onChance: (chance) => attempt.count(chance),
  });
  try {
    await scenario.play(world);
    return await attempt.settle(world);
  } finally {
    await world.close();
  }
}

class Attempt {
  readonly #open = new OpenStates();
  readonly #errors = new Set<string>();
  #hasCome = false;
  #struck = 0;

  constructor(readonly cell: Cell) {}

  watch(happening: Happening, world: World): Verdict {
    const { innermost } = this.#open;
    // children of a Map stand beside each other: the one that was entered last need not be the one that fails
    const isOpenIn = this.#open.has(happening.executionArn, this.cell);
    this.#open.follow(happening);
    const { machine, state, trouble } = this.cell;
    if (happening.error !== undefined && innermost !== undefined && isAt(innermost, this.cell) && isOpenIn)
      this.#errors.add(happening.error);
    if (this.#hasCome || happening.machine !== machine) return 'go-on';
    const at = trouble.kind === 'kill' ? trouble.at : { state, moves: 'enters' };
    if (happening.state !== at.state || movement(happening) !== at.moves) return 'go-on';
    this.#hasCome = true;
    return this.#come(world, happening);
  }

  count({ name, target, struck }: { name: string; target: string; struck: boolean }): void {
    const { trouble } = this.cell;
    if (struck && this.#hasCome && trouble.kind === 'fault' && trouble.name === name && trouble.target === target)
      this.#struck++;
  }

  #come(world: World, happening: Happening): Verdict {
    const { trouble } = this.cell;
    switch (trouble.kind) {
      case 'kill':
        this.#struck++;
        return `kill-${trouble.side}`;
      case 'stop':
        this.#struck++;
        void stop(world, outermost(world, happening).executionArn);
        return 'go-on';
      case 'fault': {
        const { name, target, lasts, isInner } = trouble;
        const passing = isInner && name !== 'access-denied' ? SDK_ATTEMPTS : 1;
        world.runtime.faults.inject({ name, target, times: lasts === 'lasting' ? Infinity : passing });
        return 'go-on';
      }
    }
  }

  /** Heals, redrives what failed, and looks at what there is. */
  async settle(world: World): Promise<Tried> {
    const failed = world.executions().filter((run) => run.status !== 'SUCCEEDED');
    const failedIn = this.#open.innermostOf(this.cell.machine);
    if (failed.length > 0) {
      world.runtime.faults.clear();
      for (const { arn } of failed) await world.redrive(arn);
      await world.ended();
    }
    // A repeated start may have left a child beside the one that was waited for: the world is looked at when nothing
    // goes on.
    await world.until(() => world.running().length === 0);
    return {
      struck: this.#struck,
      outcome: failed.length > 0 ? 'redriven' : 'went on',
      failedIn: failed.length > 0 ? failedIn?.state : undefined,
      errors: [...this.#errors],
      statuses: world.executions().map((run) => run.status),
      causes: world.executions().flatMap(({ error, cause }) => (error === undefined ? [] : [`${error}: ${cause}`])),
      exportTasks: await countExportTasks(world.runtime),
      claims: await openClaims(world.runtime),
      end: await snapshotOfEnd(world.runtime, world.settings),
    };
  }
}

const isAt = (open: OpenState, cell: Cell): boolean => open.machine === cell.machine && open.state === cell.state;

/** Time is held, so that a state that waits still waits when it is stopped. */
async function stop({ runtime }: World, executionArn: string): Promise<void> {
  const sfn = new SFNClient(runtime.clientConfig());
  await runtime.clock.hold(() => sfn.send(new StopExecutionCommand({ executionArn })));
}

/** An execution that begins with this very event is not known to the world yet. */
const outermost = (world: World, { executionArn }: Happening): { executionArn: string } => {
  const running = world.executions().find((run) => run.status === 'RUNNING');
  return { executionArn: running?.arn ?? executionArn };
};
