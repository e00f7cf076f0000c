import type { MapState, State } from '../../../packages/local-aws/engine/definition';
import type { FaultName } from '../../../packages/local-aws/faults';
import type { Happening } from '../world/watched-store';
import { directTarget } from './direct-target';
import type { Recording } from './recording';

/** One thing that goes wrong while one state of one machine is at work. */
export interface Cell {
  readonly machine: string;
  readonly state: string;
  readonly trouble: Trouble;
}

export type Trouble =
  | {
      readonly kind: 'fault';
      readonly name: FaultName;
      readonly target: string;
      /** `passing`: it strikes until the state sees a failure once. `lasting`: until the execution has failed. */
      readonly lasts: 'passing' | 'lasting';
      /** The call is one that a function makes, not the state's own. */
      readonly isInner: boolean;
    }
  /** The process dies at the write that tells of these; they are many where states follow each other in one write. */
  | {
      readonly kind: 'kill';
      readonly at: Moment;
      readonly side: 'before' | 'after';
      readonly covers: readonly Moment[];
    }
  /** StopExecution of the outermost execution. */
  | { readonly kind: 'stop' };

export interface Moment {
  readonly state: string;
  readonly moves: 'enters' | 'leaves';
}

/**
 * They change what there is to publish or how often it is asked for; nothing fails by them. The random runs draw them.
 */
const HARMLESS = new Set<FaultName>(['table-skipped', 'duplicate-event']);
/**
 * However long they last, the machine does not fail by them: it waits for a slot, and S3's SlowDown is waited out
 * inside the function until that is cut off, which is a fault of its own (`function-timeout`).
 */
const ENDLESS = new Set([
  'limit-reached rds:StartExportTask',
  'throttling s3:ListObjectsV2',
  'throttling s3:CopyObject',
]);

/**
 * Everything that can go wrong with these states (all are entered in the recording), found in what a run did: each call
 * had its chances to fail, each write could be the last.
 */
export function cellsOf(machine: string, states: ReadonlyMap<string, State>, recording: Recording): Cell[] {
  const own = [...states.keys()];
  return [
    ...own.flatMap((state) => faultsOf(machine, state, states.get(state)!, recording)),
    ...kills(machine, own, recording),
    ...own
      .filter((state) => canBeStopped(states.get(state)!))
      .map((state) => ({ machine, state, trouble: { kind: 'stop' } as const })),
  ];
}

/** The others take no time in which they could be stopped. */
const canBeStopped = ({ Type }: State): boolean => Type === 'Task' || Type === 'Wait';

function faultsOf(machine: string, name: string, state: State, { chances, scenario }: Recording): Cell[] {
  const inside = Object.keys((state as Partial<MapState>).ItemProcessor?.States ?? {});
  const mine = chances.filter(
    (c) =>
      c.in.machine === machine &&
      c.in.state === name &&
      !HARMLESS.has(c.name) &&
      !(scenario.isStartedByHand && isByHand(c.target, state)) &&
      !isOvertaken(c.target, inside, chances),
  );
  const distinct = new Map(mine.map((c) => [`${c.target} ${c.name}`, c]));
  return [...distinct.values()].flatMap(({ name: fault, target }) => {
    const isInner = state.Type === 'Task' && target !== directTarget(state) && /^[a-z0-9]+:/.test(target);
    const lasts = ENDLESS.has(`${fault} ${target}`) ? (['passing'] as const) : (['passing', 'lasting'] as const);
    return lasts.map(
      (l): Cell => ({ machine, state: name, trouble: { kind: 'fault', name: fault, target, lasts: l, isInner } }),
    );
  });
}

/** The start of an execution that is none by the state itself, and objects that are put while it waits. */
const isByHand = (target: string, state: State): boolean =>
  state.Type === 'Wait'
    ? target.startsWith('s3:')
    : target === START && !(state.Type === 'Task' && directTarget(state) === START);

const START = 'states:StartExecution';

/** A Map writes its results last: where its children write as well, the fault would strike them. */
const isOvertaken = (target: string, inside: readonly string[], chances: Recording['chances']): boolean =>
  target === RESULTS_WRITE && chances.some((c) => c.target === target && inside.includes(c.in.state));

const RESULTS_WRITE = 's3:PutObject';

function kills(machine: string, states: readonly string[], { happenings }: Recording): Cell[] {
  const firsts = states.flatMap((state) =>
    (['enters', 'leaves'] as const).flatMap((moves) => {
      const found = happenings.find((h) => h.machine === machine && h.state === state && movement(h) === moves);
      return found === undefined ? [] : [{ state, moves, write: found.write }];
    }),
  );
  const writes = [...new Set(firsts.map(({ write }) => write))];
  return writes
    .map((write) => firsts.filter((moment) => moment.write === write))
    .flatMap((covers) =>
      (['before', 'after'] as const).map(
        (side): Cell => ({ machine, state: covers[0]!.state, trouble: { kind: 'kill', at: covers[0]!, side, covers } }),
      ),
    );
}

export const movement = ({ type }: Happening): Moment['moves'] | undefined =>
  type.endsWith('StateEntered') ? 'enters' : type.endsWith('StateExited') ? 'leaves' : undefined;

export function describeCell({ state, trouble }: Cell): string {
  switch (trouble.kind) {
    case 'fault':
      return `${state}: ${trouble.lasts} ${trouble.name} of ${trouble.target}`;
    case 'kill':
      return `${state}: killed ${trouble.side} the write in which ${trouble.covers.map((c) => `it ${c.moves} ${c.state}`).join(', ')}`;
    case 'stop':
      return `${state}: stopped`;
  }
}
