import { type Recording, record } from './recording';
import { scenariosOf } from './scenarios';

/** Records scenarios, one after the other, only as many as are needed. */
export class Recordings {
  readonly #recordings: Recording[] = [];

  /**
   * The first scenario in which the state comes and goes. Throws when there is none: a state nobody enters is not
   * tried.
   */
  async entering(machine: string, state: string): Promise<Recording> {
    for (const [i, scenario] of scenariosOf(machine).entries()) {
      const recording = this.#recordings[i] ?? (await record(scenario));
      this.#recordings[i] = recording;
      if (recording.happenings.some((h) => h.machine === machine && h.state === state)) return recording;
    }
    throw new Error(`No scenario of scenarios.ts enters ${state} of ${machine}. Add one, so that it can be failed.`);
  }

  /** Scenarios recorded so far, for each state the first that enters it. */
  isFirst(recording: Recording, machine: string, state: string): boolean {
    const first = this.#recordings.find((r) => r.happenings.some((h) => h.machine === machine && h.state === state));
    return first === recording;
  }
}
