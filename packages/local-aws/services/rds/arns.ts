/** Where the account's RDS resources live. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

export type RdsResource = 'cluster' | 'db' | 'cluster-snapshot' | 'snapshot';

/** `arn:aws:rds:eu-west-1:111111111111:cluster-snapshot:rds:orders-2026-11-20-02-00` */
export const rdsArn = ({ partition, region, accountId }: Place, type: RdsResource, id: string): string =>
  `arn:${partition}:rds:${region}:${accountId}:${type}:${id}`;

/** The resource's type and identifier; undefined for what is not an RDS ARN of this place. */
export function parseRdsArn(
  place: Place,
  arn: string,
): { readonly type: RdsResource; readonly id: string } | undefined {
  const types: readonly RdsResource[] = ['cluster', 'db', 'cluster-snapshot', 'snapshot'];
  for (const type of types) {
    const prefix = rdsArn(place, type, '');
    if (arn.startsWith(prefix) && arn.length > prefix.length) return { type, id: arn.slice(prefix.length) };
  }
  return undefined;
}

/** Identifier parameters take an ARN as well. */
export const identifierOf = (place: Place, idOrArn: string): string => parseRdsArn(place, idOrArn)?.id ?? idOrArn;
