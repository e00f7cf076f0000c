import { inBackground } from '../../../background';
import type { SourceSpec } from '../../../databases';
import type { EmitEvent, ServiceDependencies } from '../../../service';
import { DurableMap } from '../../../store';
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
    for (const record of this.#left.splice(0)) if (!record.isAnnounced) this.#arm(record);
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
    const { clock, frozen, emit } = this.deps;
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
      isAnnounced: false,
    };
    await this.records.set(arn, record);
    await announce(emit, snapshotAnnouncement(record.kind, type === 'automated', 'creating'), record, clock.now());
    this.#arm(record);
    return record;
  }

  /** The frozen data goes unless `inUse`: an export that runs reads on. */
  async delete(record: SnapshotRecord, inUse: boolean): Promise<void> {
    await this.records.delete(record.arn);
    if (!inUse) await this.deps.frozen.drop(record.arn);
    if (record.kind === 'rds-instance') await announce(this.deps.emit, SNAPSHOT_DELETED, record, this.deps.clock.now());
  }

  close(): void {
    this.#closed = true;
  }

  #arm({ arn, availableAt }: SnapshotRecord): void {
    const { clock } = this.deps;
    clock.at(availableAt, () => inBackground('rds', () => clock.hold(() => this.#turnAvailable(arn))));
  }

  /**
   * Announced before it is noted as announced: a process killed between the two announces it twice, never not at all.
   */
  async #turnAvailable(arn: string): Promise<void> {
    const record = this.records.get(arn);
    if (record === undefined || this.#closed) return;
    const available: SnapshotRecord = { ...record, status: 'available' };
    await this.records.set(arn, available);
    const { emit, clock } = this.deps;
    await announce(
      emit,
      snapshotAnnouncement(record.kind, record.type === 'automated', 'created'),
      record,
      clock.now(),
    );
    if (this.records.has(arn)) await this.records.set(arn, { ...available, isAnnounced: true });
  }
}
