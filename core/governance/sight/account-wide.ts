import type { DoorKind } from './door';
import type { ForeignThing } from './foreign';

const OF_ACCOUNT: readonly DoorKind[] = [
  'administrator',
  'external-engines',
  'session-tags',
  'reached',
  'files',
  'decrypt',
];

/** The same for every database of the account, so it is told once. */
export function concernsAccount(thing: ForeignThing): boolean {
  if (thing.kind === 'door') return OF_ACCOUNT.includes(thing.door);
  if (thing.kind !== 'grant') return false;
  const { kind } = thing.grant.resource;
  return kind === 'catalog' || kind === 'tag';
}
