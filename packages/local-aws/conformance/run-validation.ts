import { VirtualClock } from '../clock';
import { createEngine } from '../engine/engine';
import { parseInput } from '../engine/input';
import type { Json } from '../engine/json';
import { diagnose } from '../engine/validation/validate';
import { ServiceError } from '../service';
import { createStatesService } from '../services/stepfunctions';
import { memoryStore } from '../store';
import type { Case, Difference } from './case';
import { Comparison } from './compare';

/** A definition or input that AWS accepted or refused: the verdict is level 1, the message level 3. */
export async function runValidation(given: Case): Promise<Difference[]> {
  const comparison = new Comparison(given);
  if (given.kind === 'validation-start-input')
    compareRefusal(comparison, given, await refusal(async () => parseInput(given.inputText ?? '')));
  else if (given.kind === 'validation-create') compareRefusal(comparison, given, await refusal(() => create(given)));
  else compareDiagnostics(comparison, given);
  return comparison.differences;
}

const definitionOf = ({ applicableToJsonataEngine, definitionJsonata, definitionText }: Case): string =>
  applicableToJsonataEngine === 'translated' ? JSON.stringify(definitionJsonata) : (definitionText ?? '');

async function create(given: Case): Promise<unknown> {
  const clock = new VirtualClock(0);
  const none = async (): Promise<never> => {
    throw new Error('Nothing is called at creation.');
  };
  const place = { partition: 'aws', region: 'us-east-1', accountId: '111111111111' };
  const engine = await createEngine({
    clock,
    store: memoryStore(),
    ...place,
    emit: async () => {},
    invokeFunction: none,
    sdk: none,
  });
  const request = {
    name: 'conformance',
    definition: definitionOf(given),
    roleArn: 'arn:aws:iam::111111111111:role/r',
    type: given.type,
  };
  return createStatesService(engine).operations.CreateStateMachine!(request, {} as never);
}

async function refusal(work: () => Promise<unknown>): Promise<ServiceError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
}

function compareRefusal(comparison: Comparison, { expected }: Case, refused: ServiceError | undefined): void {
  comparison.check(1, 'accepted', expected.accepted, refused === undefined);
  comparison.check(1, 'code', expected.code, refused?.code);
  if (expected.message !== undefined) comparison.check(3, 'message', expected.message, refused?.message);
}

function compareDiagnostics(comparison: Comparison, given: Case): void {
  const diagnostics = diagnose(definitionOf(given), given.type);
  comparison.check(1, 'result', given.expected.result, diagnostics.length === 0 ? 'OK' : 'FAIL');
  comparison.check(3, 'diagnostics', given.expected.diagnostics, JSON.parse(JSON.stringify(diagnostics)) as Json);
}
