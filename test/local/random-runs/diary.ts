import type { SnapshotRecord } from '../../../packages/local-aws/services/rds/snapshots/record';
import type { Write } from '../../../packages/local-aws/store';

/** What the outside world did: read off what was kept, so that a dead process's intentions do not count. */
export class Diary {
  /** Every snapshot that was ever taken, by ARN. */
  readonly snapshots = new Map<string, SnapshotRecord>();
  /** ARNs of snapshots that were announced and are no more, or never were. */
  readonly gone = new Set<string>();
  /** ARN of a snapshot to the rows of its tables. */
  readonly rows = new Map<string, Readonly<Record<string, number>>>();

  see(write: Write): void {
    if (write.namespace !== 'rds-snapshots') return;
    if ('deleted' in write) this.gone.add(write.key);
    else this.snapshots.set(write.key, structuredClone(write.value) as SnapshotRecord);
  }

  /** There now. */
  holds(arn: string): boolean {
    return this.snapshots.has(arn) && !this.gone.has(arn);
  }
}
