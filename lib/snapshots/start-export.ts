import type { Construct } from 'constructs';
import { RAW_PREFIX } from '../../core/snapshots/layout';
import { startExportRights } from '../../core/snapshots/rights/start-export';
import { ENV } from '../../functions/shared/env';
import { boundsOf, LambdaFunction } from '../shared/lambda-function';
import type { ExportRole } from './export-role';
import { rightsPropsOf } from './snapshot-rights-props';
import type { SnapshotsProps } from './snapshots-props';

export interface StartExportProps extends SnapshotsProps {
  readonly exportRole: ExportRole;
}

/** Judges triggers, takes slots, starts exports. */
export class StartExport extends LambdaFunction {
  constructor(scope: Construct, id: string, props: StartExportProps) {
    const { key, rawBucket, ledger, exportRole } = props;
    super(scope, id, {
      ...props,
      name: 'start-export',
      reads: ['environment', 'exports', 'sources', 'timeZone'],
      ...boundsOf('start-export'),
      environment: {
        [ENV.ledgerTable]: ledger.tableName,
        [ENV.rawBucket]: rawBucket.bucketName,
        [ENV.rawPrefix]: RAW_PREFIX,
        [ENV.exportRoleArn]: exportRole.role.roleArn,
        [ENV.exportKeyArn]: key.keyArn,
      },
      permissions: startExportRights({
        ...rightsPropsOf(scope, props),
        exportRole: exportRole.role.roleArn,
        exportPrincipal: exportRole.servicePrincipal,
      }),
    });
  }
}
