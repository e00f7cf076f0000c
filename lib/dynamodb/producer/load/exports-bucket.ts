import { Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { EXPORTS_BUCKET, exportsBucketName, exportsLogsName } from '../../../../core/dynamodb/load/files';
import { AccessLogBucket } from '../../../shared/access-log-bucket';
import { namesIn } from '../../../shared/lakeferry-stack';
import { lifecycleRules } from '../../../shared/lifecycle-rules';
import { PrivateBucket } from '../../../shared/private-bucket';

export interface ExportsBucketProps {
  readonly entry: string;
  readonly key: IKey;
}

/** Into which DynamoDB exports the tables of one entry. It stays when the stack goes: it knows how far windows are. */
export class ExportsBucket extends PrivateBucket {
  constructor(scope: Construct, id: string, { entry, key }: ExportsBucketProps) {
    const { account, region } = Stack.of(scope);
    const names = namesIn(scope);
    const place = { accountId: account, region };
    super(scope, id, {
      key,
      accessLogs: new AccessLogBucket(scope, `${id}AccessLogs`, { bucketName: exportsLogsName(names, entry, place) }),
      bucketName: exportsBucketName(names, entry, place),
      versioned: EXPORTS_BUCKET.isVersioned,
      lifecycleRules: lifecycleRules(EXPORTS_BUCKET.rules),
    });
  }
}
