import type { UpdateContinuousBackupsCommandInput } from '@aws-sdk/client-dynamodb';
import { type ServiceDependencies, ServiceError } from '../../../service';
import { type Changes, DurableMap } from '../../../store';
import type { Change } from '../capture/change';

/** A table whose point-in-time recovery is on. */
interface Backup {
  readonly table: string;
  /** Milliseconds since the epoch. */
  readonly enabledAt: number;
  readonly periodDays: number;
}

export interface ContinuousBackupsDependencies extends Pick<ServiceDependencies, 'clock' | 'store'> {
  /** Throws ResourceNotFoundException for a table that is not there. */
  readonly tableId: (name: string) => Promise<string>;
}

const DAY_MS = 86_400_000;
const PERIOD_DAYS = { least: 1, most: 35 };
/** Until then nothing can be restored or exported. */
const RESTORABLE_AFTER_MS = 300_000;
/** A new table has no backups that could be changed. */
const NEW_TABLE_MS = 5000;

/** Point-in-time recovery: the changes of tables since it is on, in a journal that is read from the store. */
export class ContinuousBackups {
  /** Of tables that were made in this process. */
  readonly #madeAt = new Map<string, number>();

  private constructor(
    readonly deps: ContinuousBackupsDependencies,
    readonly map: DurableMap<Backup>,
  ) {}

  static async load(deps: ContinuousBackupsDependencies): Promise<ContinuousBackups> {
    return new ContinuousBackups(deps, await DurableMap.load(deps.store, 'dynamodb-backups'));
  }

  isOn(table: string): boolean {
    return this.map.has(table);
  }

  add(change: Change, changes: Changes): void {
    changes.set(journalOf(change.table), String(change.micros).padStart(17, '0'), change);
  }

  /** In the order in which they happened. */
  async *changes(table: string): AsyncIterable<Change> {
    for await (const [, change] of this.deps.store.entries<Change>(journalOf(table).namespace)) yield change;
  }

  /** Between these two a table can be exported; undefined when recovery is off. */
  restorable(table: string): { readonly from: number; readonly to: number } | undefined {
    const backup = this.map.get(table);
    if (backup === undefined) return undefined;
    const now = this.deps.clock.now();
    const from = Math.max(backup.enabledAt, now - backup.periodDays * DAY_MS);
    return { from, to: Math.max(from, now - RESTORABLE_AFTER_MS) };
  }

  async tableChanged(table: string): Promise<void> {
    this.#madeAt.set(table, this.deps.clock.now());
    if (this.isOn(table)) await this.#turnOff(table);
  }

  readonly operations = {
    UpdateContinuousBackups: async (input: UpdateContinuousBackupsCommandInput) => {
      const table = await this.#tableOf(input);
      const { PointInTimeRecoveryEnabled: isOn, RecoveryPeriodInDays } = input.PointInTimeRecoverySpecification ?? {};
      this.#refuseNew(table);
      const present = this.map.get(table);
      const periodDays = RecoveryPeriodInDays ?? present?.periodDays ?? PERIOD_DAYS.most;
      if (!Number.isInteger(periodDays) || periodDays < PERIOD_DAYS.least || periodDays > PERIOD_DAYS.most)
        throw new ServiceError(
          'ValidationException',
          `1 validation error detected: Value '${periodDays}' at 'pointInTimeRecoverySpecification.recoveryPeriodInDays' failed to satisfy constraint: Member must have value between ${PERIOD_DAYS.least} and ${PERIOD_DAYS.most}`,
        );
      if (isOn)
        await this.map.set(table, { table, enabledAt: present?.enabledAt ?? this.deps.clock.now(), periodDays });
      else if (present !== undefined) await this.#turnOff(table);
      return { ContinuousBackupsDescription: this.#described(table) };
    },
    DescribeContinuousBackups: async (input: { readonly TableName?: string }) => ({
      ContinuousBackupsDescription: this.#described(await this.#tableOf(input)),
    }),
  };

  async #tableOf({ TableName = '' }: { readonly TableName?: string }): Promise<string> {
    const table = TableName.replace(/^.*:table\//, '');
    await this.deps.tableId(table).catch((error: unknown) => {
      if ((error as ServiceError).code !== 'ResourceNotFoundException') throw error;
      throw new ServiceError('TableNotFoundException', `Table not found: ${table}`);
    });
    return table;
  }

  #refuseNew(table: string): void {
    const { clock } = this.deps;
    const madeAt = this.#madeAt.get(table);
    if (madeAt === undefined || clock.now() - madeAt >= NEW_TABLE_MS) return;
    // lets virtual time pass for who tries again
    clock.at(madeAt + NEW_TABLE_MS, () => {});
    throw new ServiceError(
      'ContinuousBackupsUnavailableException',
      'Backups are being enabled for the table. Please retry later',
    );
  }

  #described(table: string): object {
    const { periodDays: RecoveryPeriodInDays } = this.map.get(table) ?? {};
    const restorable = this.restorable(table);
    const PointInTimeRecoveryDescription =
      restorable === undefined
        ? { PointInTimeRecoveryStatus: 'DISABLED' }
        : {
            PointInTimeRecoveryStatus: 'ENABLED',
            RecoveryPeriodInDays,
            EarliestRestorableDateTime: restorable.from / 1000,
            LatestRestorableDateTime: restorable.to / 1000,
          };
    return { ContinuousBackupsStatus: 'ENABLED', PointInTimeRecoveryDescription };
  }

  /** What the journal held is gone: a gap for who exports windows. */
  async #turnOff(table: string): Promise<void> {
    const { store } = this.deps;
    await this.map.delete(table);
    const { namespace } = journalOf(table);
    for await (const [key] of store.entries(namespace)) await store.write([{ namespace, key, deleted: true }]);
  }
}

/** In the store alone: a journal may be larger than memory. */
const journalOf = (table: string) => ({
  namespace: `dynamodb-journal/${table}`,
  get: (): Change | undefined => undefined,
  place: (): void => {},
});
