import { ServiceError } from '../service';

/** One page of a list: `next` is the token of the following page, absent on the last one. */
export interface Page<T> {
  readonly items: T[];
  readonly next: string | undefined;
}

/** Cuts `items` after `size` entries. A token that is none of ours is refused with `errorCode`. */
export function pageOf<T>(
  items: readonly T[],
  token: string | undefined,
  size: number,
  errorCode = 'InvalidInputException',
): Page<T> {
  const start = token === undefined || token === '' ? 0 : offsetOf(token, errorCode);
  const end = start + size;
  return { items: items.slice(start, end), next: end < items.length ? tokenAt(end) : undefined };
}

const tokenAt = (offset: number): string => Buffer.from(`offset:${offset}`).toString('base64url');

function offsetOf(token: string, errorCode: string): number {
  const match = /^offset:(\d+)$/.exec(Buffer.from(token, 'base64url').toString());
  if (match === null) throw new ServiceError(errorCode, 'Invalid pagination token.');
  return Number(match[1]);
}
