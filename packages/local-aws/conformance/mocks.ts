import type { Clock } from '../clock';
import { sleep } from '../clock';
import { FunctionFailure, TaskFailure } from '../engine/errors';
import type { Json } from '../engine/json';
import type { CallControl } from '../engine/ports';
import type { Behaviour, Case, TaskMock } from './case';
import type { Comparison } from './compare';

/** Plays the outside world of a case: recorded answers in their order, functions by their behaviour, objects in S3. */
export class Outside {
  readonly #unused: TaskMock[];
  /** Requests that were not what AWS had sent. */
  readonly wrongRequests: { readonly state: string; readonly expected: Json | undefined; readonly actual: Json }[] = [];

  constructor(
    readonly given: Case,
    readonly clock: Clock,
    readonly comparison: Comparison,
  ) {
    this.#unused = [...(given.taskMocks ?? [])];
  }

  get left(): readonly TaskMock[] {
    return this.#unused;
  }

  /** The recorded answer for a call of this state, or undefined when nothing was recorded for it. */
  answer(state: string, payload: Json, control: CallControl): { submitted?: Json; outcome: Promise<Json> } | undefined {
    const candidates = this.#unused.filter((m) => m.state === state);
    const mock =
      candidates.find((m) => m.request.payload !== undefined && this.comparison.same(m.request.payload, payload)) ??
      candidates[0];
    if (mock === undefined) return undefined;
    this.#unused.splice(this.#unused.indexOf(mock), 1);
    const { payload: expected } = mock.request;
    if (expected !== undefined && !this.comparison.same(expected, payload))
      this.wrongRequests.push({ state, expected, actual: payload });
    return { submitted: mock.submitted, outcome: this.#deliver(mock, control) };
  }

  async #deliver({ outcome }: TaskMock, control: CallControl): Promise<Json> {
    if (outcome.type === 'timeout') return control.idle(new Promise<never>(() => {}));
    if (outcome.type === 'failure') throw new TaskFailure(outcome.error, outcome.cause);
    return outcome.output;
  }

  async invoke(arn: string, payload: Json, control: CallControl): Promise<Json> {
    const lambda = this.given.lambdas?.find((l) => l.arn === arn || l.name === arn || arn.endsWith(`:${l.name}`));
    if (lambda === undefined) throw new TaskFailure('Lambda.ResourceNotFoundException', `Function not found: ${arn}`);
    return this.#behave(lambda.behaviour, payload, control);
  }

  async #behave(behaviour: Behaviour, payload: Json, control: CallControl): Promise<Json> {
    switch (behaviour.kind) {
      case 'echo':
        return payload;
      case 'return':
        return behaviour.value;
      case 'raise':
        throw new FunctionFailure(raised(behaviour));
      case 'sleep':
        await control.idle(sleep(this.clock, behaviour.seconds * 1000));
        return this.#behave(behaviour.then, payload, control);
      case 'returnLargeString':
        return behaviour.char.repeat(behaviour.bytes);
      default:
        throw new TaskFailure('Lambda.Unknown', 'The recording does not say what this function does.');
    }
  }

  s3(action: string, args: { readonly [key: string]: Json }): Json {
    const objects = (this.given.s3 ?? []).filter((o) => o.Bucket === args.Bucket);
    if (action === 'getObject') {
      const found = objects.find((o) => o.Key === args.Key);
      if (found === undefined) throw new TaskFailure('S3.NoSuchKeyException', 'The specified key does not exist.');
      return { Body: found.Body };
    }
    if (action === 'listObjectsV2') {
      const Contents = objects.map(({ Key, Body }) => ({
        Key,
        Size: Buffer.byteLength(Body),
        ETag: '"etag"',
        LastModified: '2025-01-01T00:00:00Z',
        StorageClass: 'STANDARD',
      }));
      return { Contents };
    }
    return {};
  }
}

const raised = ({
  errorMessage,
  errorType,
  stackTrace,
}: Extract<Behaviour, { kind: 'raise' }>): FunctionFailure['payload'] => ({
  errorMessage,
  errorType,
  requestId: '00000000-0000-4000-8000-000000000000',
  stackTrace,
});
