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
 * and the reasons are returned: no document says that today's grants alone show anything. They are given back as well
 * before an error is thrown.
 */
export async function revokeFormer(looked: Looked, migration: Migration): Promise<string[]> {
  const revokes = revokesOf(migration);
  const reader = readerOf(looked);
  try {
    await change('revoke');
    const unreadable = await notReadable(looked);
    if (unreadable.length > 0) await change('grant');
    return unreadable;
  } catch (error) {
    await giveBack(error);
    throw error;
  }

  async function giveBack(cause: unknown): Promise<void> {
    try {
      await change('grant');
    } catch (error) {
      const lost = migration.former.map(({ text }) => text).join('; ');
      throw new Error(
        `${String(cause)} The grants were not given back: ${String(error)} Deploy the lake stack with governance.formerGrants: 'keep', which makes them again: ${lost}.`,
        { cause },
      );
    }
  }

  async function change(kind: 'grant' | 'revoke'): Promise<void> {
    const [refused] = await changeGrants(
      reader,
      kind,
      revokes.map((revoke) => ({ ...revoke, kind })),
    );
    if (refused !== undefined) throw refused.failure;
  }
}
