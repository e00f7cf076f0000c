import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from '../../core/config/types';
import type { LakeStack } from '../lake/lake-stack';
import { DeadLetters } from '../shared/dead-letters';
import type { IMachine } from '../shared/machine';
import type { PipelineProps } from '../shared/pipeline';
import { CommitPartitions } from './commit-partitions';
import { CopyBatch } from './copy-batch';
import { ExportRole } from './export-role';
import { ExportSchedules } from './export-schedules';
import { ExportSnapshotMachine } from './export-snapshot-machine';
import { PlanCopy } from './plan-copy';
import { PublishExportMachine } from './publish-export-machine';
import { SnapshotRules } from './snapshot-rules';
import { StartExport } from './start-export';

export interface SnapshotsStackProps extends StackProps {
  readonly settings: Settings;
  readonly lake: LakeStack;
  /** Crawls and governs one database. */
  readonly catalogTables: IMachine;
}

/** Snapshots to governed tables: triggers, machines, functions. It holds no data; it can be deleted and deployed anew. */
export class SnapshotsStack extends Stack {
  constructor(scope: Construct, id: string, { settings, lake, catalogTables, ...props }: SnapshotsStackProps) {
    super(scope, id, { description: 'lakeferry: from snapshots to governed tables', ...props });
    const { key, lakeBucket, rawBucket, workBucket, ledger } = lake;
    const pipeline: PipelineProps = { settings, key, lakeBucket, rawBucket, workBucket, ledger };

    const publishExport = new PublishExportMachine(this, 'PublishExportMachine', {
      ...pipeline,
      planCopy: new PlanCopy(this, 'PlanCopy', pipeline),
      copyBatch: new CopyBatch(this, 'CopyBatch', pipeline),
      commitPartitions: new CommitPartitions(this, 'CommitPartitions', pipeline),
      catalogTables,
    });
    const exportRole = new ExportRole(this, 'ExportRole', { rawBucket, key });
    const exportSnapshot = new ExportSnapshotMachine(this, 'ExportSnapshotMachine', {
      ...pipeline,
      startExport: new StartExport(this, 'StartExport', { ...pipeline, exportRole }),
      publishExport,
    });

    const { queue: deadLetters } = new DeadLetters(this, 'DeadLetters', { key });
    const triggers = { sources: settings.sources, machine: exportSnapshot.stateMachine, deadLetters };
    new SnapshotRules(this, 'SnapshotRules', triggers);
    new ExportSchedules(this, 'ExportSchedules', { ...triggers, key });

    for (const machine of [exportSnapshot, publishExport]) {
      new CfnOutput(this, `${machine.node.id}Arn`, { value: machine.stateMachine.stateMachineArn });
    }
    new CfnOutput(this, 'ExportRoleArn', { value: exportRole.role.roleArn });
  }
}
