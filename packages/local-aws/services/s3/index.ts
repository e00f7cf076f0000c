import { join } from 'node:path';
import type { Needed, Rights } from '../../authorization/rights';
import type { LocalService, ObjectStore, ServiceDependencies } from '../../service';
import { BodyStore } from './bodies/body-store';
import { bucketOperations } from './buckets/operations';
import { withOwnership } from './buckets/ownership';
import { policyOperations } from './buckets/policy';
import { settingOperations } from './buckets/settings';
import { Catalog } from './catalog';
import type { S3Context } from './context';
import { refusingCustomerKeys } from './customer-keys';
import { listOperations } from './listing/list-objects';
import { versionListOperations } from './listing/list-versions';
import { multipartOperations } from './multipart/operations';
import { type NotificationPorts, Notifications } from './notifications';
import { createObjectStore } from './object-store';
import { attributeOperations } from './objects/attributes';
import { copyObject } from './objects/copy-object';
import { deleteOperations } from './objects/delete-objects';
import { getObject, headObject } from './objects/get-object';
import { putObject } from './objects/put-object';
import { tagOperations } from './objects/tags';
import { type Pace, pace } from './pace';
import { s3Rights } from './rights';

export interface S3Dependencies extends Pick<ServiceDependencies, 'clock' | 'store' | 'region'>, Pace {
  /** Bodies are kept below this folder, what describes them in the store: the two belong together. */
  readonly directory: string;
  /** @default 'aws' */
  readonly partition?: string;
  /** The runtime's own account. @default '111111111111' */
  readonly accountId?: string;
  /** What the use of a key needs. @default nothing */
  readonly keyUse?: (key: string, action: string, bucketArn: string) => Promise<readonly Needed[]>;
  /** Where buckets' events go. @default nowhere: destinations are refused */
  readonly notify?: NotificationPorts;
}

export interface S3 {
  readonly service: LocalService;
  /** What IAM is asked for each operation. */
  readonly rights: Rights;
  /** The same objects, in process. */
  readonly objects: ObjectStore;
  /** Tells the events that an earlier process did not. */
  resume(): Promise<void>;
  /** Lets go of the files; the store is closed by whoever opened it. */
  close(): void;
}

/**
 * S3 on disk: immutable bodies that objects refer to, so that a copy costs one metadata write. Survives being killed at
 * any moment.
 */
export async function createS3(deps: S3Dependencies): Promise<S3> {
  const { clock, store, region, directory, accountId = '111111111111' } = deps;
  const bodies = new BodyStore(join(directory, 'bodies'));
  const context: S3Context = { catalog: await Catalog.load(store, bodies), bodies, clock, region, accountId };
  const { catalog } = context;
  const place = { partition: deps.partition ?? 'aws', region, accountId };
  const notifications = await Notifications.load({ store, clock, catalog, place, ports: deps.notify ?? {} });
  catalog.announce = notifications.announce;
  const operations = {
    ...bucketOperations(context),
    ...settingOperations(context),
    ...policyOperations(context),
    PutObject: (input: Parameters<typeof putObject>[1]) => putObject(context, input),
    GetObject: (input: Parameters<typeof getObject>[1]) => getObject(context, input),
    HeadObject: (input: Parameters<typeof headObject>[1]) => headObject(context, input),
    CopyObject: (input: Parameters<typeof copyObject>[1]) => copyObject(context, input),
    ...deleteOperations(context),
    ...listOperations(context),
    ...versionListOperations(context),
    ...tagOperations(context),
    ...attributeOperations(context),
    ...multipartOperations(context),
    ...notifications.operations,
  };
  return {
    service: { name: 's3', operations: pace(refusingCustomerKeys(withOwnership(operations, context)), clock, deps) },
    rights: s3Rights({
      catalog,
      partition: place.partition,
      accountId,
      keyUse: deps.keyUse ?? (async () => []),
    }),
    objects: createObjectStore(context),
    resume: () => notifications.resume(),
    close: () => {
      notifications.close();
      bodies.close();
    },
  };
}
