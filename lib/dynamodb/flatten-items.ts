import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { ProducerSettings } from '../../core/config/dynamodb/types';
import type { Settings } from '../../core/config/types';
import { ENV } from '../../functions/shared/env';
import { boundsOf, type FunctionNetwork, LambdaFunction } from '../shared/lambda-function';
import type { Monitoring } from '../shared/monitoring';

/** Firehose tries a batch so often. */
const TRIES = 4;

export interface FlattenItemsProps {
  readonly settings: Settings;
  readonly producer: ProducerSettings;
  readonly key: IKey;
  readonly network?: FunctionNetwork;
  readonly monitoring: Monitoring;
}

/** Makes a row of each change, for one delivery. It calls nothing. */
export class FlattenItems extends LambdaFunction {
  constructor(scope: Construct, id: string, { settings, producer, key, network, monitoring }: FlattenItemsProps) {
    const { name, oldImage, delivery } = producer;
    super(scope, id, {
      name: 'flatten-items',
      which: name,
      settings,
      reads: ['lake'],
      key,
      ...boundsOf('flatten-items'),
      environment: {
        [ENV.oldImage]: String(oldImage),
        [ENV.partitionByEventDate]: String(delivery.by === 'change'),
      },
      permissions: [],
      network,
      monitoring,
      tries: TRIES,
    });
  }
}
