import { inBackground } from '../../../background';
import type { SourceSpec } from '../../../databases';
import type { EmitEvent, ServiceDependencies } from '../../../service';
import { Changes, DurableMap } from '../../../store';
import { announce, SNAPSHOT_DELETED, snapshotAnnouncement } from '../events';
import type { FrozenData } from '../frozen-data';
import { creationMs, type SnapshotRecord, type SnapshotType, snapshotArn } from './record';

export interface SnapshotsDependencies extends ServiceDependencies {
  readonly emit: EmitEvent;
  readonly frozen: FrozenData;
}

/** Snapshots from creation to deletion. */
export class Snapshots {
  #closed = false;
  readonly #taking = new Set<string>();
  /** Of an earlier process, not gone on with yet. */
  readonly #left: SnapshotRecord[];
  private constructor(
    private readonly deps: SnapshotsDependencies,
    private readonly records: DurableMap<SnapshotRecord>,
  ) {
    this.#left = this.all();
  }

  static async load(deps: SnapshotsDependencies): Promise<Snapshots> {
    return new Snapshots(deps, await DurableMap.load(deps.store, 'rds-snapshots'));
  }

  /** What an earlier process left in creation goes on. */
  resume(): void {
    for (const record of this.#left.splice(0)) if (record.status === 'creating') this.#arm(record);
  }

  all(): SnapshotRecord[] {
    return this.records.values();
  }

  find(arn: string): SnapshotRecord | undefined {
    return this.records.get(arn);
  }

  isTaken(arn: string): boolean {
    return this.records.has(arn) || this.#taking.has(arn);
  }

  /** Resolves when the data is on disk and the creation announced; the snapshot is `creating` for some minutes more. */
  async take(
    source: SourceSpec,
    id: string,
    type: SnapshotType,
    createdAt = this.deps.clock.now(),
  ): Promise<SnapshotRecord> {
    const arn = snapshotArn(this.deps, source.kind, id);
    this.#taking.add(arn);
    try {
      return await this.deps.clock.hold(() => this.#take(source, id, arn, type, createdAt));
    } finally {
      this.#taking.delete(arn);
    }
  }

  async #take(
    source: SourceSpec,
    id: string,
    arn: string,
    type: SnapshotType,
    createdAt: number,
  ): Promise<SnapshotRecord> {
    const { clock, store, frozen, emit } = this.deps;
    await frozen.freeze(arn, source.id);
    const record: SnapshotRecord = {
      arn,
      id,
      type,
      kind: source.kind,
      engine: source.engine,
      sourceId: source.id,
      createdAt,
      availableAt: clock.now() + creationMs(arn),
      status: 'creating',
    };
    const announcement = snapshotAnnouncement(record.kind, type === 'automated', 'creating');
    await Changes.together(store, (changes) => {
      changes.set(this.records, arn, record);
      return announce(emit, announcement, record, clock.now(), changes);
    });
    this.#arm(record);
    return record;
  }

  /** The frozen data goes unless `inUse`: an export that runs reads on. */
  async delete(record: SnapshotRecord, inUse: boolean): Promise<void> {
    const { clock, store, frozen, emit } = this.deps;
    await Changes.together(store, async (changes) => {
      changes.delete(this.records, record.arn);
      if (record.kind === 'rds-instance') await announce(emit, SNAPSHOT_DELETED, record, clock.now(), changes);
    });
    if (!inUse) await frozen.drop(record.arn);
  }

  close(): void {
    this.#closed = true;
  }

  #arm({ arn, availableAt }: SnapshotRecord): void {
    const { clock } = this.deps;
    clock.at(availableAt, () => inBackground('rds', () => clock.hold(() => this.#turnAvailable(arn))));
  }

  async #turnAvailable(arn: string): Promise<void> {
    const record = this.records.get(arn);
    if (record === undefined || this.#closed) return;
    const { emit, clock, store } = this.deps;
    const announcement = snapshotAnnouncement(record.kind, record.type === 'automated', 'created');
    await Changes.together(store, (changes) => {
      changes.set(this.records, arn, { ...record, status: 'available' });
      return announce(emit, announcement, record, clock.now(), changes);
    });
  }
}
