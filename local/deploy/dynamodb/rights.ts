import type { Settings } from '../../../core/config/types';
import { deliveryTrust } from '../../../core/dynamodb/delivery';
import { deliveryRights } from '../../../core/dynamodb/rights/delivery';
import { progressRights } from '../../../core/dynamodb/rights/progress';
import type { Place } from '../resources';
import type { LocalRole } from '../roles';
import { landingOf, localProducers, producerResources } from './resources';

/** Roles of the producer stacks: the transform's, which calls nothing, Firehose's, and that of `tell-progress`. */
export const producerRoles = (
  settings: Pick<Settings, 'dynamodb' | 'landing'>,
  place: Place,
): Omit<LocalRole, 'owner'>[] =>
  localProducers(settings).flatMap((entry) => {
    const own = producerResources(entry, place);
    const { streamArn, streamName, functionArn, functionRole, deliveryRole, logGroupArn } = own;
    const { bucket, key } = landingOf(entry, settings, place);
    const permissions = deliveryRights({
      ...{ place, entry: entry.name, bucket, key },
      ...{ stream: streamArn, transform: functionArn, logGroup: logGroupArn },
    });
    return [
      { arn: functionRole, service: 'lambda.amazonaws.com', permissions: [] },
      {
        ...{ arn: own.progressRole, service: 'lambda.amazonaws.com' },
        permissions: progressRights({ place, entry: entry.name, streamName, bucket, key }),
      },
      {
        ...{ arn: deliveryRole, service: 'firehose.amazonaws.com', permissions },
        trustedIf: deliveryTrust(place.accountId),
      },
    ];
  });
