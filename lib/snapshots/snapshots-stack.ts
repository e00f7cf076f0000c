import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { inChunks } from '../../core/in-chunks';
import { sourceKeyArns } from '../../core/snapshots/source-keys';
import type { LakeStack } from '../lake/lake-stack';
import { LakeferryStack, type LakeferryStackProps } from '../shared/lakeferry-stack';
import type { IMachine } from '../shared/machine';
import type { Monitoring } from '../shared/monitoring';
import { CommitPartitions } from './commit-partitions';
import { CopyBatch } from './copy-batch';
import { DescribeExport } from './describe-export';
import { ExportRole } from './export-role';
import { ExportSchedules } from './export-schedules';
import { ExportSnapshotMachine } from './export-snapshot-machine';
import { IncompleteExports } from './incomplete-exports';
import { JudgeDatabases } from './judge-databases';
import { PlanCopy } from './plan-copy';
import { PublishExportMachine } from './publish-export-machine';
import { SchedulesStack } from './schedules-stack';
import { SnapshotRules } from './snapshot-rules';
import type { SnapshotsProps } from './snapshots-props';
import { StartExport } from './start-export';
import { UndeliveredTriggers } from './undelivered-triggers';

/** CloudFormation takes 500 resources a stack; this one has about a hundred besides. */
const SCHEDULES_IN_A_STACK = 300;

export interface SnapshotsStackProps extends LakeferryStackProps {
  readonly lake: LakeStack;
  /** Crawls and governs one database. */
  readonly catalogTables: IMachine;
  readonly monitoring: Monitoring;
}

/**
 * Snapshots to governed tables: triggers, machines, functions. It holds no data; it can be deleted and deployed anew.
 */
export class SnapshotsStack extends LakeferryStack {
  constructor(
    scope: Construct,
    id: string,
    { settings, lake, catalogTables, monitoring, ...props }: SnapshotsStackProps,
  ) {
    super(scope, id, { settings, description: 'lakeferry: from snapshots to governed tables', ...props });
    const { key, lakeBucket, readers, rawReaders, rawBucket, workBucket, ledger } = lake;
    const buckets = { lakeBucket, readers, rawBucket, rawReaders, workBucket };
    const parts: SnapshotsProps = { settings, key, ...buckets, ledger, monitoring };

    const planCopy = new PlanCopy(this, 'PlanCopy', parts);
    new IncompleteExports(this, 'IncompleteExports', { settings, planCopy, monitoring });
    const publishExport = new PublishExportMachine(this, 'PublishExportMachine', {
      ...parts,
      planCopy,
      copyBatch: new CopyBatch(this, 'CopyBatch', parts),
      commitPartitions: new CommitPartitions(this, 'CommitPartitions', parts),
      judgeDatabases: new JudgeDatabases(this, 'JudgeDatabases', parts),
      catalogTables,
    });
    const exportRole = new ExportRole(this, 'ExportRole', {
      ...{ rawBucket, rawReaders, key },
      sourceKeyArns: sourceKeyArns(settings),
    });
    const exportSnapshot = new ExportSnapshotMachine(this, 'ExportSnapshotMachine', {
      ...parts,
      startExport: new StartExport(this, 'StartExport', { ...parts, exportRole }),
      describeExport: new DescribeExport(this, 'DescribeExport', parts),
      publishExport,
    });

    const { queue: deadLetters } = new UndeliveredTriggers(this, 'DeadLetters', parts);
    const triggers = { sources: settings.sources, machine: exportSnapshot.stateMachine, deadLetters };
    new SnapshotRules(this, 'SnapshotRules', triggers);
    const scheduled = settings.sources.filter(({ trigger }) => 'schedule' in trigger);
    const [sources = [], ...more] = inChunks(scheduled, SCHEDULES_IN_A_STACK);
    const schedules = { machine: exportSnapshot.stateMachine, deadLetters, key, timeZone: settings.timeZone };
    new ExportSchedules(this, 'ExportSchedules', { ...schedules, sources });
    for (const [i, each] of more.entries()) {
      new SchedulesStack(scope, { ...props, ...schedules, settings, sources: each, number: i + 2 });
    }

    for (const machine of [exportSnapshot, publishExport]) {
      new CfnOutput(this, `${machine.node.id}Arn`, { value: machine.stateMachine.stateMachineArn });
    }
    new CfnOutput(this, 'ExportRoleArn', { value: exportRole.role.roleArn });
  }
}
