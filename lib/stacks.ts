import { App, type AppProps, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Settings } from '../core/config/types';
import { deployedName, NAME_PREFIX } from '../core/names';
import { ExportStack } from './export-stack';
import { LakeStack } from './lake-stack';

export interface LakeferryStacks {
  readonly lake: LakeStack;
  readonly export: ExportStack;
}

/** All stacks of one configuration, in one account and Region, checked by cdk-nag when they are synthesized. */
export function addStacks(app: App, settings: Settings): LakeferryStacks {
  const { account, region } = settings.environment;
  const env = { account, region };
  const lake = new LakeStack(app, deployedName('lake'), { env, settings });
  const exportStack = new ExportStack(app, deployedName('export'), { env, settings, lake });
  Tags.of(app).add('project', NAME_PREFIX);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { lake, export: exportStack };
}

/** Switches of CDK's behaviour; they stand here, not in cdk.json, so that tests and `cdk synth` have the same. */
const FEATURE_FLAGS = {
  // `arn:aws-cn:` would be written out for a known Region; the intrinsic is right in every partition
  '@aws-cdk/core:enablePartitionLiterals': false,
  '@aws-cdk/aws-s3:createDefaultLoggingPolicy': true,
  '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
};

export const createApp = (props: AppProps = {}): App => new App({ ...props, postCliContext: FEATURE_FLAGS });
