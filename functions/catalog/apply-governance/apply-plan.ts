import {
  type Change,
  type GovernancePlan,
  isClosing,
  opensNothing,
  ownershipOf,
  PHASES,
  phaseOf,
  type TagChange,
  tableOf,
} from '../../../core/governance';
import { inParallel } from '../../shared/in-parallel';
import {
  changeCatalog,
  changeGrants,
  changeTags,
  type GrantChange,
  MAX_ENTRIES,
} from '../../shared/lakeformation/change-catalog';
import { isUnknownPrincipal, mayPass } from '../../shared/lakeformation/persist';
import type { Reader } from '../../shared/lakeformation/reader';
import type { FailedChange } from './errors';
import type { OwnershipLedger } from './ownership-ledger';

export interface Applied {
  readonly changes: number;
  readonly failures: readonly FailedChange[];
  /** Time was up before everything was applied: what is done is in order, another run does the rest. */
  readonly isCut: boolean;
}

/** Tables changed at once; changes of one table, and those of the database and the account, follow one another. */
const TABLES_AT_ONCE = 5;

/**
 * Applies a plan phase by phase. What closes is done first, whatever fails. Then a table on which something failed is
 * left alone, and the others go on; what fails on the database or the account keeps everything from being opened.
 * Before a thing is made it is written down as lakeferry's, so that nothing made is ever forgotten; what closes is made
 * also where it cannot be written down.
 */
export async function applyPlan(
  reader: Reader,
  ledger: OwnershipLedger,
  plan: GovernancePlan,
  /** No change begins when it says no, apart from the first one: each run gets on. @default always */
  hasTime: () => boolean = () => true,
): Promise<Applied> {
  const run = new Run(reader, ledger, hasTime);
  let isRemembered = false;
  for (const phase of PHASES) {
    const changes = plan.changes.filter((change) => phaseOf(change) === phase);
    if (!isRemembered && !changes.every(opensNothing)) {
      await ledger.rememberColumns(plan);
      isRemembered = true;
    }
    await run.phase(changes);
  }
  if (!isRemembered) await ledger.rememberColumns(plan);
  if (run.failures.length === 0 && !run.isCut) {
    await ledger.remove(plan.forget);
  }
  return { changes: run.changes, failures: run.failures, isCut: run.isCut };
}

class Run {
  changes = 0;
  isCut = false;
  readonly failures: FailedChange[] = [];

  constructor(
    readonly reader: Reader,
    readonly ledger: OwnershipLedger,
    readonly hasTime: () => boolean,
  ) {}

  async phase(all: readonly Change[]): Promise<void> {
    const changes = await this.#written(all.filter((change) => this.#isSound(change)));
    if (changes.length === 0) return;
    if (isGrantPhase(changes)) await this.#grants(changes);
    else if (phaseOf(changes[0]!) === 'open') await this.#open(changes);
    else {
      await this.#inTurn(changes.filter((change) => tableOf(change) === undefined));
      await this.#byTable(changes);
    }
  }

  /** Those that may be made: written down, or closing. */
  async #written(changes: readonly Change[]): Promise<readonly Change[]> {
    try {
      await this.ledger.add(changes.flatMap((change) => ownershipOf(change).gains));
      return changes;
    } catch (error) {
      for (const change of changes) this.failures.push({ change, error: error as Error });
      return changes.filter((change) => isClosing(change));
    }
  }

  /** From the inside out; the database last, and only where every table closed what it had to close. */
  async #open(changes: readonly Change[]): Promise<void> {
    await this.#byTable(changes);
    const outer = changes.filter((change) => tableOf(change) === undefined);
    const first = this.failures.find(({ error }) => !isUnknownPrincipal(error));
    if (first === undefined) await this.#inTurn(outer);
    else for (const change of outer) this.failures.push({ change, error: new NotOpenedError(first) });
  }

  async #byTable(changes: readonly Change[]): Promise<void> {
    const tables = groupBy(changes, tableOf);
    tables.delete(undefined);
    await inParallel([...tables.values()], TABLES_AT_ONCE, (ofTable) => this.#inTurn(ofTable));
  }

  /** What opens up to the first failure, what closes through to the end. */
  async #inTurn(changes: readonly Change[]): Promise<void> {
    for (const group of together(changes)) {
      if (!group.every((change) => this.#isSound(change))) return;
      await this.#attempt(group);
    }
  }

  /** One request, and where it is refused, one for each that closes: one column that is gone keeps no other open. */
  async #attempt(group: readonly Change[]): Promise<void> {
    try {
      await this.#make(group);
    } catch (error) {
      if (group.length > 1 && group.every(isClosing) && !mayPass(error))
        for (const change of group) await this.#attempt([change]);
      else this.failures.push({ change: group[0]!, error: error as Error });
      return;
    }
    await this.#done(group);
  }

  async #make(group: readonly Change[]): Promise<void> {
    const [change] = group as readonly [Change];
    if (change.kind === 'assign-tags' || change.kind === 'unassign-tags') {
      return this.#changeTags(group as readonly TagChange[]);
    }
    if (!isGrant(change)) return changeCatalog(this.reader, change);
  }

  /** Optional ones with the others, in one request; without them if it is refused. */
  async #changeTags(group: readonly TagChange[]): Promise<void> {
    try {
      await changeTags(this.reader, group);
    } catch (error) {
      const needed = group.filter(({ isOptional = false }) => !isOptional);
      if (needed.length === group.length || mayPass(error as Error)) throw error;
      if (needed.length > 0) await changeTags(this.reader, needed);
    }
  }

  /** One batch after another: grants at the same time fail with ConcurrentModificationException. */
  async #grants(changes: readonly GrantChange[]): Promise<void> {
    for (let i = 0; i < changes.length; i += MAX_ENTRIES) {
      const batch = changes.slice(i, i + MAX_ENTRIES).filter((change) => this.#isSound(change));
      if (batch.length === 0) continue;
      const refused = await this.#batch(batch);
      this.failures.push(...refused);
      await this.#done(batch.filter((change) => !refused.some(({ change: each }) => each === change)));
    }
  }

  async #batch(batch: readonly GrantChange[]): Promise<readonly FailedChange[]> {
    try {
      const failed = await changeGrants(this.reader, batch[0]!.kind, batch);
      return failed.map(({ item, failure }) => ({ change: item, error: failure }));
    } catch (error) {
      const isOfOne = isUnknownPrincipal(error as Error) || (batch.every(isClosing) && !mayPass(error));
      if (batch.length > 1 && isOfOne) return this.#oneByOne(batch);
      return batch.map((change) => ({ change, error: error as Error }));
    }
  }

  /** No document of AWS says whether one entry that is refused refuses its whole batch. */
  async #oneByOne(batch: readonly GrantChange[]): Promise<readonly FailedChange[]> {
    const refused: FailedChange[] = [];
    for (const change of batch) refused.push(...(await this.#batch([change])));
    return refused;
  }

  async #done(changes: readonly Change[]): Promise<void> {
    this.changes += changes.length;
    try {
      await this.ledger.remove(changes.flatMap((change) => ownershipOf(change).loses));
    } catch (error) {
      // what is gone and still written down is struck off by a later run
      this.failures.push({ change: changes[0]!, error: error as Error });
    }
  }

  /**
   * Time is left, and it closes, or nothing failed before on its table, nor on what all tables stand on. A principal
   * that does not exist stops only its own changes: it can see nothing.
   */
  #isSound(change: Change): boolean {
    this.isCut ||= this.changes > 0 && !this.hasTime();
    if (this.isCut) return false;
    if (opensNothing(change)) return true;
    return !this.failures.some(({ change: failed, error }) => {
      if (isUnknownPrincipal(error)) return principalOf(failed) === principalOf(change);
      const table = tableOf(failed);
      return table === undefined || table === tableOf(change);
    });
  }
}

const isGrantPhase = (changes: readonly Change[]): changes is readonly GrantChange[] => changes.every(isGrant);

const isGrant = (change: Change): change is GrantChange => change.kind === 'grant' || change.kind === 'revoke';

const principalOf = (change: Change): string | undefined =>
  isGrant(change) ? change.grant.principal : change.kind === 'opt-in' ? change.optIn.principal : undefined;

/** Columns of one table that get the same tags are one request. */
function together(changes: readonly Change[]): Change[][] {
  const groups = groupBy<Change, unknown>(changes, (change) => {
    if ((change.kind !== 'assign-tags' && change.kind !== 'unassign-tags') || change.place.column === undefined) {
      return change;
    }
    return JSON.stringify([change.kind, isClosing(change), change.place.database, change.place.table, change.tags]);
  });
  return [...groups.values()];
}

/** In the order in which keys first come. */
function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** The database was to be opened, and a table in it could not be closed before. */
class NotOpenedError extends Error {
  override readonly name = 'NotOpenedError';
  constructor({ error }: FailedChange) {
    super(`left as it is, for not all tables could be closed first (${error.name}: ${error.message})`);
  }
}
