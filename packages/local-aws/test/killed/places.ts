/** Names that the writers, and the process that is killed, agree on. */
export const SNAPSHOT_SOURCE = 'orders';
export const ACCOUNT = '111111111111';
export const REGION = 'us-east-1';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/any`;
export const BUCKET = 'killed';
export const arnOf = (service: string, resource: string): string =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
