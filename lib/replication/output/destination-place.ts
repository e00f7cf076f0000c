import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { OutputSettings } from '../../../core/config/replication/types';
import { destinationParameter } from '../../../core/replication/names';
import { namesIn } from '../../shared/lakeferry-stack';

/**
 * Where an output writes. Functions read it at run time, so that it can be changed without a deployment; the next
 * deployment that changes the destination in the configuration writes it again.
 */
export class DestinationPlace extends StringParameter {
  constructor(scope: Construct, id: string, { name, destination }: OutputSettings) {
    const { bucket, prefix, account, region, keyArn } = destination;
    super(scope, id, {
      parameterName: destinationParameter(namesIn(scope).prefix, name),
      description: `lakeferry: destination of the output ${name}`,
      stringValue: JSON.stringify({ bucket, prefix, account, region, keyArn }),
    });
  }
}
