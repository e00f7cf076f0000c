import { GetQueueAttributesCommand, GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { OutputSettings, ReplicationSettings } from '../../core/config/replication/types';
import type { Settings } from '../../core/config/types';
import { type Names, namesOf } from '../../core/deployed-names';
import { lakeBucketNames } from '../../core/lake/buckets';

/** An output of the configuration, and what is deployed for it. */
export interface DeployedOutput {
  readonly replication: ReplicationSettings;
  readonly output: OutputSettings;
  readonly names: Names;
  readonly sourceBucket: string;
  readonly workBucket: string;
  /** Names of its queues. */
  readonly queues: { readonly events: string; readonly failed: string; readonly undelivered: string };
}

/** The outputs of a configuration, or the one that is named. Throws when there is none. */
export async function deployedOutputs(settings: Settings, name?: string): Promise<DeployedOutput[]> {
  const all = settings.replications.flatMap((replication) =>
    replication.outputs.map((output) => ({ replication, output })),
  );
  if (all.length === 0) {
    throw new Error('The configuration has no replication. docs/replication.md says how to configure one.');
  }
  const chosen = all.filter(({ output }) => name === undefined || output.name === name);
  if (chosen.length === 0) {
    throw new Error(
      `The configuration has no output '${name}'. Use one of ${all.map(({ output }) => output.name).join(', ')}.`,
    );
  }
  const { Account: accountId = '' } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
  const names = namesOf(settings.environment);
  const buckets = lakeBucketNames(names, { accountId, region: settings.environment.region }, settings.lake);
  return chosen.map(({ replication, output }) => ({
    replication,
    output,
    names,
    sourceBucket: replication.source.bucket ?? buckets.lake,
    workBucket: buckets.work,
    queues: {
      events: names.deployed(`replication-${output.name}`),
      failed: names.deployed(`failed-objects-${output.name}`),
      undelivered: names.deployed(`undelivered-events-${output.name}`),
    },
  }));
}

export interface QueueState {
  readonly url: string;
  readonly arn: string;
  /** Messages, those included that somebody is working at. */
  readonly depth: number;
}

/** Throws for a queue that is not deployed, naming the stack. */
export async function queueState(
  sqs: SQSClient,
  QueueName: string,
  { output, names }: DeployedOutput,
): Promise<QueueState> {
  const url = await sqs.send(new GetQueueUrlCommand({ QueueName })).then(
    ({ QueueUrl = '' }) => QueueUrl,
    (error: Error) => {
      if (!/NonExistentQueue|QueueDoesNotExist/.test(error.name)) throw error;
      const stack = names.deployed(`replication-output-${output.name}`);
      throw new Error(`There is no queue '${QueueName}' here. Deploy the output: npx cdk deploy ${stack}.`);
    },
  );
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: ['QueueArn', 'ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  const {
    QueueArn: arn = '',
    ApproximateNumberOfMessages: seen,
    ApproximateNumberOfMessagesNotVisible: taken,
  } = Attributes;
  return { url, arn, depth: Number(seen) + Number(taken) };
}
