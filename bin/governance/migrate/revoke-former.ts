import { whyNotReadable } from '../../../functions/catalog/apply-governance/why-not-readable';
import { changeGrants } from '../../../functions/shared/lakeformation/change-catalog';
import { type Looked, readerOf } from '../look';
import { type Migration, revokesOf } from './migration';

/** Why a table that is shared whole cannot be read, of each database where that is so. */
export async function notReadable(looked: Looked): Promise<string[]> {
  const reader = readerOf(looked);
  const found: string[] = [];
  for (const { database, live } of looked.databases) {
    const why = await whyNotReadable(looked.settings, reader, database, live);
    if (why !== undefined) found.push(why);
  }
  return found;
}

/**
 * Takes the grants away and looks whether the account still reads. Where it does not, the same grants are given back,
 * and the reasons are returned: no document says that today's grants alone show anything.
 */
export async function revokeFormer(looked: Looked, migration: Migration): Promise<string[]> {
  const revokes = revokesOf(migration);
  const reader = readerOf(looked);
  await change('revoke');
  const unreadable = await notReadable(looked);
  if (unreadable.length > 0) await change('grant');
  return unreadable;

  async function change(kind: 'grant' | 'revoke'): Promise<void> {
    const [refused] = await changeGrants(
      reader,
      kind,
      revokes.map((revoke) => ({ ...revoke, kind })),
    );
    if (refused !== undefined) throw refused.failure;
  }
}
