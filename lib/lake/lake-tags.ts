import { join } from 'node:path';
import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { CfnTag } from 'aws-cdk-lib/aws-lakeformation';
import { Construct, type IConstruct } from 'constructs';
import type { Settings } from '../../core/config/types';
import { inlineResource } from '../shared/inline-resource';

/** Two minutes of waiting for Lake Formation to know its administrator, and what the calls take. */
const TIMEOUT_MINUTES = 4;

export interface LakeTagsProps {
  /** Keys and their values. */
  readonly tags: Readonly<Record<string, readonly string[]>>;
  /** Administers the data lake as far as the stack makes it an administrator. */
  readonly role: Role;
  readonly environment: Settings['environment'];
  readonly administrators: Settings['governance']['administrators'];
}

/**
 * The LF-tags of the policy. A key that others made is adopted: CloudFormation can only create one, and fails where it
 * is there. Where the stack makes no administrators, `role` may not be one yet, and CloudFormation makes the tags.
 * Deleting one would take it off every table without a word, so they stay when the stack goes.
 */
export class LakeTags extends Construct {
  /** Grants that name a tag wait for them. */
  readonly made: readonly IConstruct[];

  constructor(scope: Construct, id: string, props: LakeTagsProps) {
    super(scope, id);
    this.made = props.administrators === 'leave' ? this.created(props) : [this.adopted(props)];
  }

  private adopted({ tags, role, environment }: LakeTagsProps): IConstruct {
    return inlineResource(this, 'Adopted', {
      name: 'adopt-tags',
      description: 'makes LF-tags, or adopts those that are there',
      code: join(__dirname, 'lake-tags.code.js'),
      environment,
      role,
      permissions: [],
      timeoutMinutes: TIMEOUT_MINUTES,
      resourceType: 'Custom::LakeferryTags',
      properties: { Tags: tags },
    });
  }

  private created({ tags }: LakeTagsProps): CfnTag[] {
    return Object.entries(tags).map(([tagKey, tagValues]) => {
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
