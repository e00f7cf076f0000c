import type { Construct } from 'constructs';
import { overWorkFiles } from '../../../core/replication/rights/machines';
import { Machine } from '../../shared/machine';
import { CompareRange } from '../compare-range';
import { type OutputProps, rightsPropsOf } from '../output-props';
import { PlanComparison } from '../plan-comparison';
import { ReplicateBatch } from '../replicate-batch';
import { ReportComparison } from '../report-comparison';
import { outputMachine } from './machine-props';
import type { ObjectMachines } from './object-machines';

/** Compares both sides, copies what is missing or different, and reports. */
export class ReplicateMissingMachine extends Machine {
  constructor(scope: Construct, id: string, props: OutputProps & ObjectMachines) {
    super(scope, id, {
      ...outputMachine(props),
      machineName: 'replicate-missing',
      functions: [
        new PlanComparison(scope, 'PlanComparison', props),
        new CompareRange(scope, 'CompareRange', props),
        new ReplicateBatch(scope, 'ReplicateBatch', props),
        new ReportComparison(scope, 'ReportComparison', props),
      ],
      permissions: overWorkFiles(rightsPropsOf(scope, props)),
    });
  }
}
