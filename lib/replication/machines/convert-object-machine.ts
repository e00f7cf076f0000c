import type { Construct } from 'constructs';
import { Machine } from '../../shared/machine';
import { ConvertParquet } from '../convert-parquet';
import type { OutputProps } from '../output-props';
import { outputMachine } from './machine-props';

/** Converts an object that outlasts the function of events. */
export class ConvertObjectMachine extends Machine {
  constructor(scope: Construct, id: string, props: OutputProps) {
    super(scope, id, {
      ...outputMachine(props),
      machineName: 'convert-object',
      functions: [new ConvertParquet(scope, 'ConvertParquet', props)],
    });
  }
}
