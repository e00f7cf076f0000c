import { Aws, CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import {
  ALL_READERS,
  type AnalystWorkgroupDefinition,
  MAX_SCANNED_BYTES,
  workgroupOf,
} from '../../core/lake/analyst-workgroups';
import { AccessLogBucket } from '../shared/access-log-bucket';
import { namesIn } from '../shared/lakeferry-stack';
import { PrivateBucket } from '../shared/private-bucket';

/** Results can be made again by asking again. */
const RESULT_DAYS = 30;

/** Where analysts ask: results encrypted and soon gone, the client cannot choose otherwise. */
export class AnalystWorkgroup extends Construct {
  readonly key: Key;
  readonly results: IBucket;
  readonly workgroup: CfnWorkGroup;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'lakeferry: results of queries',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.results = new PrivateBucket(this, 'Results', {
      key: this.key,
      accessLogs: new AccessLogBucket(this, 'AccessLogs'),
      versioned: false,
      lifecycleRules: [
        {
          id: 'ExpireResults',
          expiration: Duration.days(RESULT_DAYS),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
    });
    this.workgroup = this.addWorkgroup('Workgroup', ALL_READERS);
    new CfnOutput(this, 'Name', { value: this.workgroup.ref });
  }

  /** For a role that reads less than the others. */
  addFor(name: string): { readonly workgroup: string; readonly folder: string } {
    const definition = workgroupOf({ name });
    const workgroup = this.addWorkgroup(`Workgroup ${name}`, definition);
    return { workgroup: workgroup.name, folder: definition.folder };
  }

  private addWorkgroup(id: string, { name, folder }: AnalystWorkgroupDefinition): CfnWorkGroup {
    return new CfnWorkGroup(this, id, {
      name: namesIn(this).deployed(name),
      description: 'lakeferry: what the lake shares with this account',
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        requesterPaysEnabled: false,
        bytesScannedCutoffPerQuery: MAX_SCANNED_BYTES,
        resultConfiguration: {
          outputLocation: this.results.s3UrlForObject(`${folder}/`),
          expectedBucketOwner: Aws.ACCOUNT_ID,
          encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKey: this.key.keyArn },
        },
      },
    });
  }
}
