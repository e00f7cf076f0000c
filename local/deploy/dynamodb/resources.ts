import { createHash } from 'node:crypto';
import { publishesAnything } from '../../../core/config/dynamodb/catalog-databases';
import type { ProducerSettings, TableStreamSettings } from '../../../core/config/dynamodb/types';
import type { Settings } from '../../../core/config/types';
import { deliveriesOf, ownDelivery } from '../../../core/dynamodb/deliveries';
import { changeStreamName, deliveryLogGroup } from '../../../core/dynamodb/deployed';
import { type Landing, landingBucketName, landingLogsName } from '../../../core/dynamodb/landing';
import { LANDING_READERS, readerRoleArn, rootArn } from '../../../core/lake/readers';
import { arnIn } from '../../../core/rights/permission';
import type { Place } from '../resources';

type Streams = Pick<Settings, 'dynamodb' | 'landing'>;

export const isProducer = (entry: TableStreamSettings): entry is ProducerSettings => entry.from === undefined;

/** This account's tables that are streamed. */
export const localProducers = ({ dynamodb }: Pick<Settings, 'dynamodb'>): ProducerSettings[] =>
  dynamodb.filter(isProducer);

/** What the consumer stack calls its resources. */
export function landingResources({ dynamodb, landing }: Streams, place: Place) {
  const { partition, names } = place;
  const bucket = landingBucketName(names, place);
  const deliveries = deliveriesOf(dynamodb, place);
  return {
    bucket,
    bucketArn: `arn:${partition}:s3:::${bucket}`,
    logBucket: landingLogsName(names, place),
    keyArn: landing.keyArn ?? localKeyArn(place, names.deployed('landing')),
    /** The stack makes none where the configuration names one. */
    keyAlias: `alias/${names.deployed('landing')}`,
    /** Nothing lands here without any. */
    deliveries,
    foreign: deliveries.filter(({ account }) => account !== place.accountId),
    /** ARNs of who may read its files: where they are tables, Lake Formation and the functions that publish too. */
    readers: [
      rootArn(place),
      ...deliveries.flatMap(({ role, progressRole }) => [role, progressRole]),
      ...(landing.readers ?? []),
      ...(publishesAnything({ dynamodb })
        ? [...LANDING_READERS.map((name) => readerRoleArn(names, name, place)), locationRole(place)]
        : []),
    ],
  };
}

/** What the stack of a producer calls its resources. */
export function producerResources(entry: ProducerSettings, place: Place) {
  const { partition, accountId, names } = place;
  const { name } = entry;
  const streamName = changeStreamName(names, name);
  const functionName = names.deployed(`flatten-items-${name}`);
  return {
    streamName,
    streamArn: arnIn(place, 'kinesis', `stream/${streamName}`),
    keyArn: localKeyArn(place, streamName),
    keyAlias: `alias/${streamName}`,
    functionName,
    functionArn: arnIn(place, 'lambda', `function:${functionName}`),
    functionRole: `arn:${partition}:iam::${accountId}:role/${functionName}`,
    deliveryRole: ownDelivery(name, place).role,
    progressName: names.deployed(`tell-progress-${name}`),
    progressArn: arnIn(place, 'lambda', `function:${names.deployed(`tell-progress-${name}`)}`),
    progressRole: ownDelivery(name, place).progressRole,
    logGroupArn: arnIn(place, 'logs', `log-group:${deliveryLogGroup(names, name)}`),
  };
}

export type ProducerResources = ReturnType<typeof producerResources>;

/** Where a producer delivers: the landing bucket of this account, or of another one. */
export function landingOf({ to }: ProducerSettings, settings: Streams, place: Place): Landing {
  if (to !== undefined) return { bucket: `arn:${place.partition}:s3:::${to.bucket}`, key: to.keyArn };
  const { bucketArn, keyArn } = landingResources(settings, place);
  return { bucket: bucketArn, key: keyArn };
}

/** ARNs of all keys that the stacks make or are given, those of other accounts' landing buckets included. */
export function streamKeys(settings: Streams, place: Place): string[] {
  const { keyArn, deliveries } = landingResources(settings, place);
  const producers = localProducers(settings);
  return [
    ...(deliveries.length === 0 ? [] : [keyArn]),
    ...producers.map((each) => producerResources(each, place).keyArn),
    ...producers.flatMap(({ to }) => (to === undefined ? [] : [to.keyArn])),
  ];
}

/** Lake Formation reads the landing bucket as it. */
export const locationRole = ({ partition, accountId, names }: Place): string =>
  `arn:${partition}:iam::${accountId}:role/${names.deployed('landing-location')}`;

/** KMS makes ids by chance; here they follow from the name, so that everybody knows them before the key is there. */
function localKeyArn(place: Place, name: string): string {
  const digits = createHash('sha256').update(name).digest('hex');
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`, `8${digits.slice(17, 20)}`];
  return arnIn(place, 'kms', `key/${[...parts, digits.slice(20, 32)].join('-')}`);
}
