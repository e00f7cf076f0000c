import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { ComparisonReport, Finding } from '../../core/replication/comparison/report';
import { COMPARISON_FILES, reportKey } from '../../core/replication/comparison/work-files';
import { type LocalOutput, outputResources } from '../../local/deploy/replication/resources';
import type { Runtime } from '../../local/runtime';
import { waitForEnd } from '../runs/wait-for-end';
import type { DemoOutput } from './document';

/** Has the output's machine compare both sides, copying nothing, and reads what its report says. */
export async function reportedOutput(each: LocalOutput, runtime: Runtime): Promise<DemoOutput> {
  const { name } = each.output;
  const sfn = new SFNClient(runtime.clientConfig());
  const { machineArn } = outputResources(each, runtime.place, runtime.resources).machineOf('replicate-missing');
  const started = { stateMachineArn: machineArn, input: JSON.stringify({ output: name, reportOnly: true }) };
  const { executionArn = '' } = await sfn.send(new StartExecutionCommand(started));
  await waitForEnd(sfn, executionArn);
  const work = { s3: new S3Client(runtime.clientConfig()), bucket: runtime.resources.workBucket };
  const report = JSON.parse(await textOf(work, reportKey(name))) as ComparisonReport;
  const findings = await findingsOf(work, report);
  const keys = (judgement: Finding['judgement']): string[] =>
    findings.filter((finding) => finding.judgement === judgement).map(({ key }) => key);
  return {
    name,
    objects: report.same + report.different,
    bytes: report.destinationBytes,
    missing: keys('MISSING'),
    different: keys('DIFFERENT'),
    extra: keys('EXTRA').map((key) => each.output.destination.prefix + key),
  };
}

interface Work {
  readonly s3: S3Client;
  readonly bucket: string;
}

async function findingsOf({ s3: client, bucket: Bucket }: Work, { findings }: ComparisonReport): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const folder of [COMPARISON_FILES.found, COMPARISON_FILES.others]) {
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix: findings + folder })) {
      for (const { Key = '' } of Contents) {
        const lines = (await textOf({ s3: client, bucket: Bucket }, Key)).split('\n');
        found.push(...lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Finding));
      }
    }
  }
  return found;
}

async function textOf({ s3, bucket: Bucket }: Work, Key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString()) ?? '';
}
