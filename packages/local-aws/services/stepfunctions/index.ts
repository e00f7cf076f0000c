import type { Engine } from '../../engine/engine';
import { diagnose } from '../../engine/validation/validate';
import type { LocalService } from '../../service';
import { executionOperations } from './executions';
import { mapRunOperations } from './map-runs';
import { stateMachineOperations } from './state-machines';
import { taskResultOperations } from './task-results';
import { testStateOperation } from './test-state';

export interface StepFunctions {
  readonly service: LocalService;
  readonly engine: Pick<Engine, 'start' | 'whenClosed'>;
  /** Goes on with the executions that an earlier process left running. */
  resume(): void;
  close(): Promise<void>;
}

/** The Step Functions API over the engine. */
export function createStatesService(engine: Engine): LocalService {
  return {
    name: 'states',
    operations: {
      ...stateMachineOperations(engine),
      ...executionOperations(engine),
      ...mapRunOperations(engine),
      ...taskResultOperations(engine),
      TestState: testStateOperation(engine),
      async ValidateStateMachineDefinition({ definition, type = 'STANDARD' }) {
        const diagnostics = diagnose(definition, type);
        return { result: diagnostics.length === 0 ? 'OK' : 'FAIL', diagnostics, truncated: false };
      },
    },
  };
}
