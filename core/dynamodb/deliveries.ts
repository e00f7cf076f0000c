import { deliveryRoleName, loadRoleName, progressRoleName } from '../config/dynamodb/defaults';
import type { TableStreamSettings } from '../config/dynamodb/types';
import type { Names } from '../deployed-names';
import type { Delivery } from './rights/landing';

interface DeliveriesPlace {
  readonly partition: string;
  /** CDK may give a token. */
  readonly accountId: string;
  readonly region: string;
  readonly names: Names;
}

/** Who writes into this account's landing bucket. */
export const deliveriesOf = (dynamodb: readonly TableStreamSettings[], place: DeliveriesPlace): Delivery[] =>
  dynamodb.flatMap((entry): Delivery[] => {
    if (entry.from !== undefined) return [foreignDelivery(entry.name, entry.from, place)];
    return entry.to === undefined ? [ownDelivery(entry.name, place)] : [];
  });

/** Roles of this account that deliver an entry, wherever to. */
export function ownDelivery(entry: string, { partition, accountId, region, names }: DeliveriesPlace): Delivery {
  const arn = (roleName: string): string => `arn:${partition}:iam::${accountId}:role/${roleName}`;
  return {
    ...{ entry, account: accountId, role: arn(deliveryRoleName(names, entry, region)) },
    loadRole: arn(loadRoleName(names, entry, region)),
    progressRole: arn(progressRoleName(names, entry, region)),
  };
}

/** The configuration names the role that delivers; an installation's other roles are called alike. */
function foreignDelivery(
  entry: string,
  { account, roleName }: { readonly account: string; readonly roleName: string },
  { partition, region }: DeliveriesPlace,
): Delivery {
  const arn = (name: string): string => `arn:${partition}:iam::${account}:role/${name}`;
  const ending = `delivery-${entry}-${region}`;
  const beside = (of: string): string =>
    arn(roleName.endsWith(ending) ? `${roleName.slice(0, -ending.length)}${of}-${entry}-${region}` : roleName);
  return { entry, account, role: arn(roleName), loadRole: beside('load'), progressRole: beside('progress') };
}
