import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { paginateListTopics, SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Command } from 'commander';
import type { Names } from '../../core/deployed-names';
import { targetTime } from '../local-control';
import { failedComparison } from '../replication/failed-comparison';
import { mergedNotifications } from '../replication/merged-notifications';
import { mergedPolicy } from '../replication/merged-policy';
import { type ObjectStatus, objectStatus, statusText } from '../replication/object-status';
import { deployedOutputs } from '../replication/outputs';
import { type OutputReport, readReport, reportText } from '../replication/read-report';
import { type RedrivenOutput, redriveOutput, startComparison } from '../replication/redrive-output';
import { waitForEnd } from '../runs/wait-for-end';
import { formatTable } from '../table';
import { awsFor, chooseTarget, print, type TargetOptions, targetWords, withTarget } from '../target';

/** Exit code of `report` when an output is not complete. */
const INCOMPLETE = 2;

/** `replication status` and its siblings: what stands of objects that go to other buckets, and another try. */
export function registerReplication(program: Command): void {
  const replication = program
    .command('replication')
    .description('objects that go to other buckets, and the proof of it');
  registerStatus(replication);
  registerReport(replication);
  registerRedrive(replication);
  registerNotifications(replication);
  registerSourcePolicy(replication);
}

interface OutputOptions extends TargetOptions {
  readonly output?: string;
}

const withOutput = (command: Command): Command =>
  withTarget(command).option('--output <name>', 'one output only; without it, all');

/** How the next command has to be written, where this one was asked. */
const commandLine = (words: string, options: TargetOptions): string =>
  ['npx lakeferry replication', words, ...targetWords(options)].join(' ');

const registerStatus = (replication: Command): Command =>
  withOutput(replication.command('status'))
    .description('what is known of one object: its receipt, who is at work at it, and why it is not there')
    .argument('<key>', 'key of the object at the source, without the bucket')
    .action(async (key: string, options: OutputOptions) => {
      if (key === '') throw new Error("The key is '': is a variable unset? Give the key of an object of the source.");
      const outputs = await deployedOutputs(await chooseTarget(options), options.output);
      const clients = {
        s3: new S3Client({}),
        sqs: new SQSClient({}),
        sfn: new SFNClient({}),
        dynamodb: new DynamoDBClient({}),
      };
      const statuses: ObjectStatus[] = [];
      for (const each of outputs) statuses.push(await objectStatus(each, key, clients));
      const redrive = commandLine('redrive', options);
      const now = await targetTime(options);
      print(statuses, options, () => statuses.map((each) => statusText(each, { redrive }, now)).join('\n\n'));
    });

interface ReportOptions extends OutputOptions {
  readonly compare?: boolean;
}

const registerReport = (replication: Command): Command =>
  withOutput(replication.command('report'))
    .description(
      `what the last comparison of both sides found; exit code ${INCOMPLETE} if something is missing, different or under way, was never compared, or if a later comparison failed`,
    )
    .option('--compare', 'compare both sides now, and wait for it; copies nothing')
    .action(async (options: ReportOptions) => {
      const outputs = await deployedOutputs(await chooseTarget(options), options.output);
      const [s3, sfn] = [new S3Client({}), new SFNClient({})];
      if (options.compare === true) await compareAll(outputs);
      const reports: OutputReport[] = [];
      for (const each of outputs) {
        const report = await readReport(s3, each);
        const failed = await failedComparison(sfn, each, report);
        reports.push({ output: each.output.name, workBucket: each.workBucket, report, failed });
      }
      const commands = { compare: commandLine('report --compare', options), target: targetWords(options) };
      print(reports, options, () => reportText(reports, commands));
      const isProved = ({ report, failed }: OutputReport) => report?.outcome === 'COMPLETE' && failed === undefined;
      if (!reports.every(isProved)) process.exitCode = INCOMPLETE;
    });

async function compareAll(outputs: Awaited<ReturnType<typeof deployedOutputs>>): Promise<void> {
  const sfn = new SFNClient({});
  const started: string[] = [];
  for (const each of outputs) {
    started.push(await startComparison(sfn, each, { output: each.output.name, reportOnly: true }));
  }
  for (const execution of started) await waitForEnd(sfn, execution);
}

interface RedriveOptions extends OutputOptions {
  readonly setAside?: boolean;
}

const registerRedrive = (replication: Command): Command =>
  withOutput(replication.command('redrive'))
    .description('another try: dead messages go back to their queue, and what is missing or different is copied')
    .option('--set-aside', 'also what was recorded with a reason why it cannot be copied')
    .action(async (options: RedriveOptions) => {
      const outputs = await deployedOutputs(await chooseTarget(options), options.output);
      const clients = { sqs: new SQSClient({}), sfn: new SFNClient({}) };
      const redriven: RedrivenOutput[] = [];
      for (const each of outputs) redriven.push(await redriveOutput(each, clients, options.setAside === true));
      print(redriven, options, () =>
        formatTable(
          ['output', 'failed', 'undelivered', 'comparison'],
          redriven.map(({ output, failed, undelivered, execution }) => [output, failed, undelivered, execution]),
        ),
      );
    });

const registerNotifications = (replication: Command): Command =>
  withTarget(replication.command('notifications'))
    .description("the bucket's notifications with the topic of a replication added, for its owner; changes nothing")
    .argument('<name>', 'name of the replication')
    .action(async (name: string, options: TargetOptions) => {
      const settings = await chooseTarget(options);
      const found = settings.replications.find((each) => each.name === name);
      if (found === undefined) {
        const known = settings.replications.map((each) => each.name).join(', ') || 'none';
        throw new Error(`The configuration has no replication '${name}'. It has: ${known}.`);
      }
      if (found.source.events !== 'notifications') {
        throw new Error(
          `The replication '${name}' takes its events from EventBridge (source.events), which needs no notifications of the bucket. ` +
            "Nothing is to do for the lake's own bucket; for another one, turn on EventBridge in its properties.",
        );
      }
      const [deployed] = await deployedOutputs(settings, found.outputs[0]!.name);
      const { names, sourceBucket } = deployed!;
      const topic = await findTopic(names, name);
      const merged = await mergedNotifications(new S3Client({}), found, sourceBucket, topic);
      const set = `aws s3api put-bucket-notification-configuration --bucket ${sourceBucket} --notification-configuration file://<this document>`;
      // the document is what the command in the message takes
      process.stdout.write(`${JSON.stringify(merged.notifications, null, 2)}\n`);
      process.stderr.write(
        merged.isThere
          ? `The bucket ${sourceBucket} has them already.\n`
          : `Not yet at the bucket. Its owner sets them with: ${awsFor(set, options, settings.environment.region)}\n`,
      );
    });

const registerSourcePolicy = (replication: Command): Command =>
  withTarget(replication.command('source-policy'))
    .description(
      "the source bucket's policy with the pivot role of a server-side output admitted, for its owner; changes nothing",
    )
    .argument('<output>', 'name of the output')
    .action(async (name: string, options: TargetOptions) => {
      const settings = await chooseTarget(options);
      const [deployed] = await deployedOutputs(settings, name);
      const { isThere, policy, denials, keyStatement } = await mergedPolicy(new S3Client({}), deployed!, settings);
      const { sourceBucket, replication: found } = deployed!;
      const set = `aws s3api put-bucket-policy --bucket ${sourceBucket} --policy file://<this document>`;
      process.stdout.write(`${JSON.stringify(policy, null, 2)}\n`);
      process.stderr.write(
        isThere
          ? `The bucket ${sourceBucket} has it already.\n`
          : `Not yet at the bucket. Its owner sets it with: ${awsFor(set, options, settings.environment.region)}\n`,
      );
      if (denials.length > 0) {
        process.stderr.write(
          `Warning: the policy also denies reading (${denials.join(', ')}). See that this does not cover the role: a Deny outweighs every Allow.\n`,
        );
      }
      if (keyStatement === undefined) return;
      const { keyArn } = found.source;
      process.stderr.write(`The policy of the key ${keyArn} needs this statement: ${JSON.stringify(keyStatement)}\n`);
    });

async function findTopic(names: Names, replication: string): Promise<string> {
  const name = names.deployed(`replication-${replication}`);
  for await (const { Topics = [] } of paginateListTopics({ client: new SNSClient({}) }, {})) {
    const found = Topics.find(({ TopicArn = '' }) => TopicArn.endsWith(`:${name}`));
    if (found?.TopicArn !== undefined) return found.TopicArn;
  }
  throw new Error(
    `There is no topic '${name}' here. Deploy the source: npx cdk deploy ${names.deployed(`replication-source-${replication}`)}.`,
  );
}
