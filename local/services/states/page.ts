import { ServiceError } from '../service';

const MOST = 1000;
const DEFAULT = 100;

/** A slice of a list and the token of the next; the token is the position, written so that nobody relies on it. */
export function pageOf<T>(
  all: readonly T[],
  maxResults: number | undefined,
  nextToken: string | undefined,
): { items: T[]; nextToken?: string } {
  const from = nextToken === undefined ? 0 : Number(Buffer.from(nextToken, 'base64').toString());
  if (!Number.isInteger(from) || from < 0) throw new ServiceError('InvalidToken', `Invalid Token: '${nextToken}'`);
  const size = Math.min(maxResults || DEFAULT, MOST);
  const end = from + size;
  return {
    items: all.slice(from, end),
    nextToken: end < all.length ? Buffer.from(String(end)).toString('base64') : undefined,
  };
}
