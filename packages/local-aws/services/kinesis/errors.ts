import { ServiceError } from '../../service';

export const invalidArgument = (message: string): ServiceError => new ServiceError('InvalidArgumentException', message);

export const notFound = (message: string): ServiceError => new ServiceError('ResourceNotFoundException', message);

export const limitExceeded = (message: string): ServiceError => new ServiceError('LimitExceededException', message);

export const validation = (message: string): ServiceError => new ServiceError('ValidationException', message);

export const inUse = (
  { name, accountId }: { readonly name: string; readonly accountId: string },
  status: string,
): ServiceError =>
  new ServiceError(
    'ResourceInUseException',
    `Stream ${name} under account ${accountId} not ACTIVE, instead in state ${status}`,
  );

/** In the words in which AWS refuses what its model does not allow. */
export function checkRange(name: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
  const bound = value < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`;
  throw validation(
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: Member must have value ${bound}`,
  );
}
