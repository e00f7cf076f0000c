import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';

/** Machines and executions of a local account, for tests of what is said of failures. */
export class FailingMachines {
  constructor(readonly sfn: SFNClient) {}

  async create(name: string, states: Readonly<Record<string, object>>, more: object = {}): Promise<string> {
    const definition = { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states, ...more };
    const roleArn = 'arn:aws:iam::111111111111:role/machines';
    const input = { name, definition: JSON.stringify(definition), roleArn };
    return (await this.sfn.send(new CreateStateMachineCommand(input))).stateMachineArn ?? '';
  }

  /** Resolves with the ARN of the execution once it has ended. */
  async run(stateMachineArn: string, input: object = {}, name?: string): Promise<string> {
    const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
    const { executionArn = '' } = await this.sfn.send(command);
    return this.ended(executionArn);
  }

  async ended(executionArn: string): Promise<string> {
    while ((await this.sfn.send(new DescribeExecutionCommand({ executionArn }))).status === 'RUNNING') {
      await new Promise((resolve) => setImmediate(resolve));
    }
    return executionArn;
  }
}

export const failing = (error: string, cause: string): object => ({ Type: 'Fail', Error: error, Cause: cause });

export const nesting = (child: string): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::states:startExecution.sync:2',
  Arguments: { StateMachineArn: child, Input: '{% $states.input %}' },
  End: true,
});

/** A Distributed Map over `items`, one after the other. */
export const mapping = (
  items: readonly unknown[],
  states: Readonly<Record<string, object>>,
  more: object = {},
): object => ({
  Type: 'Map',
  Label: 'Map',
  Items: items,
  MaxConcurrency: 1,
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: Object.keys(states)[0],
    States: states,
  },
  End: true,
  ...more,
});
