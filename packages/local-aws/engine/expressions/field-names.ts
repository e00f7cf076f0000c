import type { Json, JsonObject } from '../json';
import type { Frame } from '../records/frames';
import type { RunningExecution } from '../run/run';
import { contextObject, variablesInScope } from './context';
import type { Bindings, Readable } from './expression';

/**
 * What the expressions of one field of a state read: `$states` with its context object, and the variables of the scopes
 * around it.
 */
export class FieldNames implements Readable {
  #context: JsonObject | undefined;

  constructor(
    readonly execution: RunningExecution,
    readonly frame: Frame,
    /** Members of `$states` beside `input` and `context`; they come first. */
    readonly extra: JsonObject = {},
    readonly token?: string,
  ) {}

  state(member: string): Json | undefined {
    if (Object.hasOwn(this.extra, member)) return this.extra[member];
    if (member === 'input') return this.frame.input;
    return member === 'context' ? this.#contextObject() : undefined;
  }

  variable(name: string): Json | undefined {
    for (let frame: Frame | undefined = this.frame; frame !== undefined; frame = this.#around(frame))
      if (Object.hasOwn(frame.variables, name)) return frame.variables[name];
    return undefined;
  }

  bindings(): Bindings {
    const states = { input: this.frame.input, context: this.#contextObject(), ...this.extra };
    return { ...variablesInScope(this.execution, this.frame), states };
  }

  #around({ parent }: Frame): Frame | undefined {
    return parent === undefined ? undefined : this.execution.frames.get(parent);
  }

  #contextObject(): JsonObject {
    this.#context ??= contextObject(this.execution, this.frame, this.token);
    return this.#context;
  }
}
