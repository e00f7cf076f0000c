import { join } from 'node:path';
import { type CustomResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { Settings } from '../../core/config/types';
import { INSTALLATIONS_PATH, MARKER_DESCRIPTION, markerOf, markerValue, refusalOf } from '../../core/installations';
import { lakeBucketNames } from '../../core/lake/buckets';
import { changeRefusal, type Permanent, permanentOf, renameRefusal, streamRenameRefusal } from '../../core/permanent';
import { inlineResource } from '../shared/inline-resource';
import { namesIn } from '../shared/lakeferry-stack';

export interface InstallationProps {
  readonly settings: Settings;
}

/**
 * Marks the account and Region as holding this installation, and refuses to be the first deployment beside others that
 * the configuration does not list: then a name was changed, and a second, empty lake would be filled beside the first.
 * docs/adr/0008. Refuses changes of what the first deployment decided for good as well, before anything else changes:
 * docs/adr/0011.
 */
export class Installation extends Construct {
  /** Whatever outlives the stack waits for it: a refused deployment leaves nothing. */
  readonly check: CustomResource;
  private readonly permanent: Permanent;

  constructor(scope: Construct, id: string, { settings }: InstallationProps) {
    super(scope, id);
    this.permanent = permanentOf(settings, this.lakeBucketName(settings));
    this.check = this.addCheck(settings);
  }

  private addCheck({ environment }: Settings): CustomResource {
    const { installation } = namesIn(this);
    const markers = { service: 'ssm', resource: 'parameter', resourceName: INSTALLATIONS_PATH.slice(1) };
    return inlineResource(this, 'Check', {
      name: 'check-installation',
      description: 'refuses deployments beside unexpected installations, and changes of permanent fields',
      code: join(__dirname, 'check-installation.code.js'),
      environment,
      permissions: [
        { actions: ['ssm:GetParametersByPath'], resources: [Stack.of(this).formatArn(markers)] },
        // whether the stack is on its way back from a refused update
        { actions: ['cloudformation:DescribeStacks'], resources: [Stack.of(this).stackId] },
      ],
      timeoutMinutes: 1,
      resourceType: 'Custom::LakeferryInstallation',
      properties: {
        Installation: installation,
        Beside: environment.beside ?? [],
        Path: INSTALLATIONS_PATH,
        Refusal: refusalOf(installation, '{others}'),
        Fields: Object.entries(this.permanent.fields).map(([Field, Value]) => ({
          Field,
          Value,
          Refusal: changeRefusal(Field, Value),
        })),
        Sources: this.permanent.sources,
        Rename: renameRefusal(),
        Streams: this.permanent.streams,
        StreamRename: streamRenameRefusal(),
      },
    });
  }

  /**
   * Records the permanent fields. The marker stays when the stack goes, as the data does, so that the next deployment
   * is compared with it.
   */
  mark(key: IKey): void {
    const fields = { ...this.permanent.fields, 'lake.keyArn': key.keyArn };
    const marker = new StringParameter(this, 'Marker', {
      parameterName: markerOf(namesIn(this).installation),
      stringValue: Stack.of(this).toJsonString(markerValue(Stack.of(this).stackName, fields)),
      description: MARKER_DESCRIPTION,
    });
    marker.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    marker.node.addDependency(this.check);
  }

  private lakeBucketName({ lake }: Settings): string {
    const { account, region } = Stack.of(this);
    return lakeBucketNames(namesIn(this), { accountId: account, region }, lake).lake;
  }
}
