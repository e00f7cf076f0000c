import type { Chance } from '../../../packages/local-aws/faults';
import { type EndState, snapshotOfEnd } from '../world/end-state';
import type { Happening } from '../world/watched-store';
import { World } from '../world/world';
import { countExportTasks } from './scenarios/export-tasks';
import { type Scenario, SOURCE } from './scenarios/snapshots';

/** A state of a machine, entered and not yet left. */
export interface OpenState {
  readonly executionArn: string;
  readonly machine: string;
  readonly state: string;
}

/** What an undisturbed run of a scenario did. */
export interface Recording {
  readonly scenario: Scenario;
  readonly happenings: readonly Happening[];
  /** Which faults had a chance while this state was the innermost open one. */
  readonly chances: readonly (Pick<Chance, 'name' | 'target'> & { readonly in: OpenState })[];
  readonly end: EndState;
  readonly exportTasks: number;
}

const BEFORE_THE_EFFECT: ReadonlySet<string> = new Set(['access-denied', 'throttling', 'service-error']);

export async function record(scenario: Scenario): Promise<Recording> {
  const happenings: Happening[] = [];
  const chances: { name: Chance['name']; target: string; in: OpenState }[] = [];
  const open = new OpenStates();
  const began = new Map<string, OpenState>();
  const world = await World.open({
    sources: [SOURCE],
    isDeployedBefore: true,
    ...scenario.world,
    watch: (happening) => {
      happenings.push(happening);
      open.follow(happening);
      return 'go-on';
    },
    onChance: ({ name, target }) => {
      const { innermost } = open;
      if (innermost === undefined) return;
      // A call belongs to the state that made it, though a nested execution's first state may be open when it is
      // answered.
      if (BEFORE_THE_EFFECT.has(name) || !began.has(target)) began.set(target, innermost);
      chances.push({ name, target, in: began.get(target) ?? innermost });
    },
  });
  await scenario.play(world);
  const end = await snapshotOfEnd(world.runtime, world.settings);
  const exportTasks = await countExportTasks(world.runtime);
  await world.close();
  return { scenario, happenings, chances, end, exportTasks };
}

/**
 * States entered and not left, in the order in which they were entered; those of ended executions stay until they are
 * redriven.
 */
export class OpenStates {
  #open: OpenState[] = [];

  follow({ executionArn, machine, type, state }: Happening): void {
    if (state === undefined) return;
    if (type.endsWith('StateEntered')) this.#open.push({ executionArn, machine, state });
    else this.#open = this.#open.filter((o) => o.executionArn !== executionArn || o.state !== state);
  }

  get innermost(): OpenState | undefined {
    return this.#open.at(-1);
  }

  has(executionArn: string, { machine, state }: Pick<OpenState, 'machine' | 'state'>): boolean {
    return this.#open.some((o) => o.executionArn === executionArn && o.machine === machine && o.state === state);
  }

  innermostOf(machine: string): OpenState | undefined {
    return this.#open.findLast((open) => open.machine === machine);
  }
}
