import type { Settings } from '../config/types';
import { namesOf } from '../deployed-names';
import { LANDING_READERS, readerRoleArn } from '../lake/readers';
import { publishingMachines } from '../machines';
import type { RightsPlace } from '../rights/permission';
import { deliveriesOf } from './deliveries';
import type { Delivery } from './rights/landing';

type Landing = Pick<Settings, 'dynamodb' | 'environment' | 'landing'>;

/** Who writes into this account's landing bucket, of this account and of others. Nothing lands here without any. */
export function deliveriesTo(
  { dynamodb, environment }: Pick<Landing, 'dynamodb' | 'environment'>,
  { partition, accountId }: Pick<RightsPlace, 'partition' | 'accountId'>,
): Delivery[] {
  const { region } = environment;
  return deliveriesOf(dynamodb, { partition, accountId, region, names: namesOf(environment) });
}

/** By which S3 copies files to another Region. */
export const copiesRoleName = ({ environment }: Pick<Landing, 'environment'>): string =>
  namesOf(environment).deployed(`copies-${environment.region}`);

/**
 * ARNs of who reads files of the landing bucket, beside the account's root user and the role of Lake Formation. By
 * name: the policies of the roles name the bucket.
 */
export function landingReaders(settings: Landing, place: Pick<RightsPlace, 'partition' | 'accountId'>): string[] {
  const { readers = [], replicateTo } = settings.landing;
  const copies = `arn:${place.partition}:iam::${place.accountId}:role/${copiesRoleName(settings)}`;
  return [
    ...deliveriesTo(settings, place).flatMap(({ role, progressRole }) => [role, progressRole]),
    ...(replicateTo === undefined ? [] : [copies]),
    ...readers,
    ...publishingReaders(settings, place),
  ];
}

function publishingReaders(
  { dynamodb, environment }: Pick<Landing, 'dynamodb' | 'environment'>,
  { partition, accountId }: Pick<RightsPlace, 'partition' | 'accountId'>,
): string[] {
  if (publishingMachines(dynamodb).length === 0) return [];
  const place = { partition, accountId, region: environment.region };
  return LANDING_READERS.map((name) => readerRoleArn(namesOf(environment), name, place));
}
