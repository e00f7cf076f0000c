import { randomBytes, randomUUID } from 'node:crypto';
import { inBackground } from '../../../background';
import { type ServiceDependencies, ServiceError } from '../../../service';
import { DurableMap } from '../../../store';
import { pageOf } from '../../page';
import type { ContinuousBackups } from '../backups';
import type { Item } from '../capture/change';
import type { Engine } from '../engine';
import type { TableAnswer } from '../table-status';
import { itemsAt, netChanges } from './contents';
import { failureOf, type PutFile, writeFiles } from './files';
import {
  checkRequest,
  described,
  type ExportInput,
  type ExportRecord,
  fingerprint,
  statusOf,
  timesOf,
} from './request';

export interface ExportsDependencies extends Pick<ServiceDependencies, 'clock' | 'store' | 'faults'> {
  readonly engine: Engine;
  readonly backups: ContinuousBackups;
  /** While no write of the table is under way. */
  readonly still: <T>(table: string, work: () => Promise<T>) => Promise<T>;
  readonly put: PutFile;
}

/** A tiny table takes as long on AWS. */
const DURATION_MS = 600_000;
/** After its export has ended, a token may name another one. */
const TOKEN_MS = 8 * 3_600_000;
const PAGE = 25;
const SHOWN_MS = 90 * 86_400_000;

/** Exports of tables with point-in-time recovery, full and incremental. */
export class Exports {
  readonly #ending = new Set<Promise<void>>();
  #isClosed = false;

  private constructor(
    readonly deps: ExportsDependencies,
    readonly map: DurableMap<ExportRecord>,
  ) {}

  static async load(deps: ExportsDependencies): Promise<Exports> {
    return new Exports(deps, await DurableMap.load(deps.store, 'dynamodb-exports'));
  }

  readonly operations = {
    ExportTableToPointInTime: async (input: ExportInput) => ({
      ExportDescription: described(await this.#begin(input)),
    }),
    DescribeExport: async ({ ExportArn = '' }: { readonly ExportArn?: string }) => {
      if (!/:table\/[^/]+\/export\/\d{14}-[0-9a-f]{8}$/.test(ExportArn))
        throw new ServiceError('ValidationException', 'Invalid Export ARN');
      const found = this.map.get(ExportArn);
      if (found === undefined) throw new ServiceError('ExportNotFoundException', `Export not found: ${ExportArn}`);
      return { ExportDescription: described(found) };
    },
    ListExports: async (input: {
      readonly TableArn?: string;
      readonly MaxResults?: number;
      readonly NextToken?: string;
    }) => {
      const since = this.deps.clock.now() - SHOWN_MS;
      const all = this.map
        .values()
        .filter(({ tableArn, startedAt }) => (input.TableArn ?? tableArn) === tableArn && startedAt > since);
      const { items, next } = pageOf(all, input.NextToken, input.MaxResults ?? PAGE, 'ValidationException');
      const ExportSummaries = items.map((each) => ({
        ...{ ExportArn: each.arn, ExportStatus: statusOf(each), ExportType: each.input.ExportType },
      }));
      return { ExportSummaries, ...(next === undefined ? {} : { NextToken: next }) };
    },
  };

  /** Goes on with exports that an earlier process began. */
  resume(): void {
    for (const record of this.map.values()) if (record.endedAt === undefined) this.#endAt(record);
  }

  /** Ends no export any more. */
  halt(): void {
    this.#isClosed = true;
  }

  /** Resolves once those that were being written are. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#ending);
  }

  async #begin(input: ExportInput): Promise<ExportRecord> {
    const { clock, backups } = this.deps;
    checkRequest(input);
    const table = (input.TableArn ?? '').replace(/^.*:table\//, '');
    const same = this.#withToken(input);
    if (same !== undefined) return same;
    const { Table } = await this.#describe(table);
    const startedAt = clock.now();
    const times = timesOf(input, table, backups.restorable(table), startedAt);
    const id = `${String(startedAt).padStart(14, '0')}-${randomBytes(4).toString('hex')}`;
    const { TableArn: tableArn = '', TableId: tableId = '' } = Table ?? {};
    const token = input.ClientToken ?? randomUUID();
    const record = { id, arn: `${tableArn}/export/${id}`, table, tableArn, tableId, input, token, startedAt, ...times };
    await this.map.set(record.arn, record);
    this.#endAt(record);
    return record;
  }

  #withToken(input: ExportInput): ExportRecord | undefined {
    if (input.ClientToken === undefined) return undefined;
    const since = this.deps.clock.now() - TOKEN_MS;
    const found = this.map
      .values()
      .find(({ token, endedAt }) => token === input.ClientToken && (endedAt === undefined || endedAt > since));
    if (found === undefined || fingerprint(found.input) === fingerprint(input)) return found;
    throw new ServiceError('ExportConflictException', 'Duplicate request detected');
  }

  async #describe(TableName: string): Promise<TableAnswer> {
    try {
      return await this.deps.engine.ask<TableAnswer>('DescribeTable', { TableName });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      throw new ServiceError('TableNotFoundException', 'Table not found');
    }
  }

  #endAt(record: ExportRecord): void {
    const { clock } = this.deps;
    clock.at(Math.max(clock.now(), record.startedAt + DURATION_MS), () => {
      if (this.#isClosed) return;
      const ending = clock.hold(() => this.#end(record)).finally(() => this.#ending.delete(ending));
      this.#ending.add(ending);
      inBackground('dynamodb', () => ending);
    });
  }

  async #end(record: ExportRecord): Promise<void> {
    const { clock, faults, still } = this.deps;
    const outcome = await (async (): Promise<Pick<ExportRecord, 'result' | 'failure'>> => {
      try {
        if (faults.strikes('export-failed', record.table))
          throw new ServiceError('InternalServerError', 'Internal error (injected fault)');
        return { result: await still(record.table, () => this.#write(record)) };
      } catch (error) {
        if (error instanceof ServiceError) return { failure: failureOf(error) };
        throw error;
      }
    })();
    await this.map.set(record.arn, { ...record, ...outcome, endedAt: clock.now() });
  }

  async #write(record: ExportRecord): Promise<NonNullable<ExportRecord['result']>> {
    const { backups, put, clock } = this.deps;
    const { table, window, exportTime, input } = record;
    if (!backups.isOn(table))
      throw new ServiceError('InternalServerError', 'Point-in-time recovery was turned off: the journal is gone.');
    const { Table } = await this.#describe(table);
    const names = Table?.KeySchema?.map(({ AttributeName }) => AttributeName) ?? [];
    const keysOf = (item: Item): Item => Object.fromEntries(names.map((name) => [name, item[name]!]));
    const { ExportViewType = 'NEW_AND_OLD_IMAGES' } = input.IncrementalExportSpecification ?? {};
    const lines =
      window === undefined
        ? itemsAt(exportTime, this.#items(table), backups.changes(table), keysOf)
        : netChanges(window, backups.changes(table), ExportViewType);
    return writeFiles(record, lines, put, () => clock.now());
  }

  async *#items(TableName: string): AsyncIterable<Item> {
    let ExclusiveStartKey: Item | undefined;
    do {
      const page: { readonly Items: readonly Item[]; readonly LastEvaluatedKey?: Item } = await this.deps.engine.ask(
        'Scan',
        { TableName, ExclusiveStartKey },
      );
      yield* page.Items;
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
  }
}
