import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { ProducerSettings } from '../../../../core/config/dynamodb/types';
import type { Settings } from '../../../../core/config/types';
import type { Landing } from '../../../../core/dynamodb/landing';
import type { LoadRightsProps } from '../../../../core/dynamodb/rights/load';
import { ENV } from '../../../../functions/shared/env';
import { boundsOf, type LambdaFunctionProps } from '../../../shared/lambda-function';
import type { Monitoring } from '../../../shared/monitoring';
import { placeOf } from '../../../shared/rights/place-of';

/** What loading the tables of one entry is built from. */
export interface LoadProps {
  readonly settings: Settings;
  readonly producer: ProducerSettings;
  /** ARN. */
  readonly stream: string;
  /** Of the entry's own stack. */
  readonly key: IKey;
  readonly exportsBucket: IBucket;
  readonly landing: Landing;
  readonly monitoring: Monitoring;
}

export const rightsPropsOf = (scope: Construct, props: LoadProps): LoadRightsProps => ({
  ...{ place: placeOf(scope), entry: props.producer.name, tables: props.producer.tables },
  ...{ exportsBucket: props.exportsBucket.bucketArn, key: props.key.keyArn },
  ...{ landingBucket: props.landing.bucket, landingKey: props.landing.key },
});

type LoadFunction = 'start-table-export' | 'follow-table-export' | 'load-rows' | 'finish-load';

/** What the functions of a load share. */
export const loadFunction = (
  name: LoadFunction,
  { settings, producer, key, exportsBucket, monitoring }: LoadProps,
): Pick<LambdaFunctionProps, 'name' | 'which' | 'settings' | 'key' | 'monitoring' | 'timeout' | 'memorySize'> & {
  readonly environment: Readonly<Record<string, string>>;
} => ({
  ...{ name, which: producer.name, settings, key, monitoring, ...boundsOf(name) },
  environment: { [ENV.exportsBucket]: exportsBucket.bucketName },
});

/** Of the landing bucket, which may be another account's. */
export const landingBucketOf = (scope: Construct, { landing }: LoadProps): string =>
  Stack.of(scope).splitArn(landing.bucket, ArnFormat.NO_RESOURCE_NAME).resource;
