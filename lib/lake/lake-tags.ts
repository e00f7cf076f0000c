import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { CfnTag } from 'aws-cdk-lib/aws-lakeformation';
import { Construct } from 'constructs';

export interface LakeTagsProps {
  /** Keys and their values. */
  readonly tags: Readonly<Record<string, readonly string[]>>;
}

/**
 * The LF-tags of the policy. Deleting one would take it off every table without a word, so they stay when the stack
 * goes.
 */
export class LakeTags extends Construct {
  readonly tags: readonly CfnTag[];

  constructor(scope: Construct, id: string, { tags }: LakeTagsProps) {
    super(scope, id);
    this.tags = Object.entries(tags).map(([tagKey, tagValues]) => {
      // A slash would separate constructs; no key has a bar.
      const tag = new CfnTag(this, tagKey.replaceAll('/', '|'), {
        catalogId: Aws.ACCOUNT_ID,
        tagKey,
        tagValues: [...tagValues],
      });
      tag.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
      return tag;
    });
  }
}
