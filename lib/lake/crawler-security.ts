import { CfnSecurityConfiguration } from 'aws-cdk-lib/aws-glue';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { namesIn } from '../shared/lakeferry-stack';

export interface CrawlerSecurityProps {
  readonly key: IKey;
}

/** Whatever a crawler writes, its log above all, under the lake's key. */
export class CrawlerSecurity extends Construct {
  readonly configuration: CfnSecurityConfiguration;

  constructor(scope: Construct, id: string, { key: { keyArn } }: CrawlerSecurityProps) {
    super(scope, id);
    this.configuration = new CfnSecurityConfiguration(this, 'Configuration', {
      name: namesIn(this).deployed('crawlers'),
      encryptionConfiguration: {
        cloudWatchEncryption: { cloudWatchEncryptionMode: 'SSE-KMS', kmsKeyArn: keyArn },
        jobBookmarksEncryption: { jobBookmarksEncryptionMode: 'CSE-KMS', kmsKeyArn: keyArn },
        s3Encryptions: [{ s3EncryptionMode: 'SSE-KMS', kmsKeyArn: keyArn }],
      },
    });
  }
}
