import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { outputMachine } from '../../core/machines';
import { readMessage } from '../../core/replication/object-event';
import { findMachine } from '../runs/find-run';
import { type DeployedOutput, queueState } from './outputs';

export interface RedrivenOutput {
  readonly output: string;
  /** Messages that go back to the queue of the output. */
  readonly failed: number;
  readonly undelivered: number;
  /** ARN of the comparison that was started. */
  readonly execution: string;
}

export interface RedriveClients {
  readonly sqs: SQSClient;
  readonly sfn: SFNClient;
}

/**
 * Gives everything of an output another try: its dead messages go back to its queue, and what no message tells of is
 * found by comparing both sides.
 */
export async function redriveOutput(
  deployed: DeployedOutput,
  { sqs, sfn }: RedriveClients,
  setAside: boolean,
): Promise<RedrivenOutput> {
  const { output, queues } = deployed;
  const { failed, undelivered, events } = {
    failed: await queueState(sqs, queues.failed, deployed),
    undelivered: await queueState(sqs, queues.undelivered, deployed),
    events: await queueState(sqs, queues.events, deployed),
  };
  if (failed.depth > 0) await moveBack(sqs, failed.arn);
  const moved = undelivered.depth > 0 ? await moveByHand(sqs, undelivered.url, events.url) : 0;
  const input = { output: output.name, ...(setAside ? { setAside } : {}) };
  const execution = await startComparison(sfn, deployed, input);
  return { output: output.name, failed: failed.depth, undelivered: moved, execution };
}

/** Returns the ARN of the execution. */
export async function startComparison(
  sfn: SFNClient,
  { output, names }: DeployedOutput,
  input: object,
): Promise<string> {
  const stateMachineArn = await findMachine(sfn, names, outputMachine('replicate-missing', output.name));
  const { executionArn = '' } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  return executionArn;
}

/** At most one move of a queue at a time: one that is under way moves these messages too. */
async function moveBack(sqs: SQSClient, SourceArn: string): Promise<void> {
  await sqs.send(new StartMessageMoveTaskCommand({ SourceArn })).catch((error: Error) => {
    if (!/already a task running/i.test(error.message)) throw error;
  });
}

/** No message is looked at for longer than it takes to send it on. */
const HIDDEN_SECONDS = 60;

/**
 * SQS moves messages of a queue's dead-letter queue only; this one has what SNS and the scheduler could not deliver. A
 * start of the comparison that was not delivered is no event, and is done by the one that is started now.
 */
async function moveByHand(sqs: SQSClient, from: string, to: string): Promise<number> {
  for (let moved = 0; ; ) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: from, MaxNumberOfMessages: 10, VisibilityTimeout: HIDDEN_SECONDS }),
    );
    if (Messages.length === 0) return moved;
    for (const { Body = '', ReceiptHandle } of Messages) {
      if (isOfEvents(Body)) {
        await sqs.send(new SendMessageCommand({ QueueUrl: to, MessageBody: Body }));
        moved++;
      }
      await sqs.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle }));
    }
  }
}

function isOfEvents(body: string): boolean {
  try {
    return readMessage(body).length > 0;
  } catch {
    return false;
  }
}
