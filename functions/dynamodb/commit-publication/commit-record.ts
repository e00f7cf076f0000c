import { commitTurn, NO_REVISION, revisionOf } from '../../../core/dynamodb/publication/commit-order';
import { type PublicationEnd, type PublicationItem, publicationKey } from '../../../core/ledger/dynamodb';
import { getItem } from '../../shared/ledger/get';
import { putItem } from '../../shared/ledger/put';
import type { LedgerTable } from '../../shared/ledger/table';
import { updateItem } from '../../shared/ledger/update';
import type { PublicationPlan } from '../publication-payloads';

export type Begun =
  | { readonly state: 'BEGUN'; readonly revision: string }
  | { readonly state: 'DONE' }
  /** `by`: the revision that stands in its place. */
  | { readonly state: 'SUPERSEDED'; readonly by: string };

/** Takes the turn to commit, in the ledger: from now on nobody else that was planned before can. */
export async function beginCommit(ledger: LedgerTable, plan: PublicationPlan, now: () => number): Promise<Begun> {
  const key = publicationKey(plan.entry);
  const found = await getItem<PublicationItem>(ledger, key);
  const turn = commitTurn(plan, found);
  if (turn === 'DONE') return { state: 'DONE' };
  if (turn === 'SUPERSEDED') return { state: 'SUPERSEDED', by: found?.revision ?? NO_REVISION };
  const begunAt = new Date(now()).toISOString();
  const revision = revisionOf(plan.id, begunAt);
  const item = { ...found, revision, commit: { plan: plan.id, begunAt } } satisfies PublicationItem;
  const held = await putItem(
    ledger,
    key,
    item,
    found === undefined ? { absent: true } : { attribute: 'revision', equals: found.revision },
  );
  if (held) return { state: 'BEGUN', revision };
  const other = await getItem<PublicationItem>(ledger, key);
  // the answer to an earlier try of this very write may have been lost
  if (other?.revision === revision) return { state: 'BEGUN', revision };
  return { state: 'SUPERSEDED', by: other?.revision ?? NO_REVISION };
}

/** Who took the turn since; undefined for nobody. Such an attempt must not switch back what others have switched. */
export async function turnTakenBy(ledger: LedgerTable, entry: string, revision: string): Promise<string | undefined> {
  const found = await getItem<PublicationItem>(ledger, publicationKey(entry));
  return found?.revision === revision ? undefined : (found?.revision ?? NO_REVISION);
}

/** What is published now. Where the turn was lost meanwhile, whoever has it publishes the same and more. */
export async function endCommit(
  ledger: LedgerTable,
  entry: string,
  revision: string,
  published: PublicationEnd,
): Promise<boolean> {
  const condition = { attribute: 'revision', equals: revision };
  return updateItem(ledger, publicationKey(entry), { ...published, commit: undefined }, condition);
}
