import { Aws, CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { AccessLogBucket } from '../shared/access-log-bucket';
import { namesIn } from '../shared/lakeferry-stack';
import { PrivateBucket } from '../shared/private-bucket';

/** Results can be made again by asking again. */
const RESULT_DAYS = 30;
/** 100 GiB: half a dollar at five dollars a terabyte. A query that forgets the date of a large table ends here. */
const MAX_SCANNED_BYTES = 100 * 1024 ** 3;

/** Results of those who read all that the account was given. */
export const ALL_RESULTS = 'results';

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
    this.workgroup = this.addWorkgroup('Workgroup', 'analysts', ALL_RESULTS);
    new CfnOutput(this, 'Name', { value: this.workgroup.ref });
  }

  /** For a role that reads less than the others: nobody else reads its results, and it reads nobody else's. */
  addFor(name: string): { readonly workgroup: string; readonly folder: string } {
    const folder = `roles/${name}`;
    const workgroup = this.addWorkgroup(`Workgroup ${name}`, `analysts-${name}`, folder);
    return { workgroup: workgroup.name, folder };
  }

  private addWorkgroup(id: string, name: string, folder: string): CfnWorkGroup {
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
