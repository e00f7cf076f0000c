import type { ExecutionRecord } from '../../../packages/local-aws/engine/records/execution-record';
import { type HistoryEvent, readEvent, type StoredEvent } from '../../../packages/local-aws/engine/records/history';
import { EVENTS, isExecutionsSpace } from '../../../packages/local-aws/engine/records/namespaces';
import type { Write } from '../../../packages/local-aws/store';

interface Version {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly sequence: number;
  readonly size: number;
  readonly isDeleteMarker?: true;
}

/** One date of one source, as its last commit says it is. */
export interface Commit {
  readonly sourceId: string;
  readonly date: string;
  readonly snapshotTime: string;
  readonly exportTaskId: string;
  readonly files: number;
  readonly bytes: number;
  /** Tables that the export lacks: what an earlier one of the date left of them stays. */
  readonly skippedTables: number;
}
type Export = Pick<Commit, 'sourceId' | 'date' | 'snapshotTime' | 'exportTaskId'>;
type Answer = Pick<Commit, 'files' | 'bytes' | 'skippedTables'> & { readonly outcome: string };

/**
 * Watches the lake's objects and what publish-export says of them, as both are written, and names what must never be.
 */
export class LakeWatch {
  readonly violations: string[] = [];
  readonly commits = new Map<string, Commit>();
  /** Newest snapshot whose files are copied, or were, by partition. */
  readonly #planned = new Map<string, string>();
  /** By export task. */
  readonly #skipped = new Map<string, number>();
  readonly #exports = new Map<string, Export>();
  readonly #versions = new Map<string, Map<string, Version>>();

  constructor(readonly bucketOf: () => string) {}

  see(write: Write): void {
    if (write.namespace === 's3-versions') this.#seeVersion(write);
    if ('deleted' in write) return;
    if (isExecutionsSpace(write.namespace)) this.#seeExecution(write.value as ExecutionRecord);
    if (write.namespace.startsWith(EVENTS)) {
      for (const event of write.value as StoredEvent[])
        this.#seeEvent(write.namespace.slice(EVENTS.length), readEvent(event));
    }
  }

  /** Of each partition that was committed last by the newest snapshot that was ever copied to it. */
  differences(): string[] {
    return [...this.commits.values()].flatMap((commit) => this.#difference(commit));
  }

  /** What stands in one partition now. */
  objects({ sourceId, date }: Pick<Commit, 'sourceId' | 'date'>): Version[] {
    return [...this.#versions.values()]
      .map((versions) => [...versions.values()].reduce((a, b) => (a.sequence > b.sequence ? a : b)))
      .filter((v) => v.bucket === this.bucketOf() && v.isDeleteMarker === undefined)
      .filter(({ key }) => key.startsWith(`${sourceId}/`) && key.includes(`/date=${date}/`));
  }

  #seeVersion(write: Write): void {
    const [bucket = '', versionId = '', ...rest] = write.key.split('/');
    const name = `${bucket}/${rest.join('/')}`;
    const versions = this.#versions.get(name) ?? new Map<string, Version>();
    if ('deleted' in write) versions.delete(versionId);
    else versions.set(versionId, { ...(write.value as Version) });
    if (versions.size === 0) this.#versions.delete(name);
    else this.#versions.set(name, versions);
  }

  #seeExecution({ arn, stateMachineName, input, mapRunArn }: ExecutionRecord): void {
    if (!stateMachineName.endsWith('publish-export') || mapRunArn !== undefined) return;
    this.#exports.set(arn, (JSON.parse(input) as { export: Export }).export);
  }

  #seeEvent(executionArn: string, event: HistoryEvent): void {
    const exported = this.#exports.get(executionArn);
    const exit = event.stateExitedEventDetails as { name: string; output: string } | undefined;
    if (exported === undefined || (exit?.name !== 'PlanCopy' && exit?.name !== 'CommitPartitions')) return;
    const answer = JSON.parse(exit.output) as Answer;
    if (answer.outcome === 'SUPERSEDED') return;
    if (exit.name === 'PlanCopy') this.#seePlan(exported, answer);
    else this.#seeCommit(exported, answer);
  }

  #seePlan(planned: Export, { skippedTables }: Answer): void {
    this.#skipped.set(planned.exportTaskId, skippedTables);
    const before = this.#planned.get(placeOf(planned)) ?? '';
    if (planned.snapshotTime > before) this.#planned.set(placeOf(planned), planned.snapshotTime);
  }

  #seeCommit(exported: Export, { files, bytes }: Answer): void {
    const commit: Commit = { ...exported, files, bytes, skippedTables: this.#skipped.get(exported.exportTaskId) ?? 0 };
    const before = this.commits.get(placeOf(commit));
    if (before !== undefined && before.snapshotTime > commit.snapshotTime) {
      this.violations.push(
        `${placeOf(commit)} went back from the snapshot of ${before.snapshotTime} to that of ${commit.snapshotTime}`,
      );
    }
    this.commits.set(placeOf(commit), commit);
    this.violations.push(...this.#difference(commit));
  }

  /** While a newer snapshot is copied beside it, more files are there. */
  #difference(commit: Commit): string[] {
    if ((this.#planned.get(placeOf(commit)) ?? '') > commit.snapshotTime) return [];
    const objects = this.objects(commit);
    const bytes = objects.reduce((sum, { size }) => sum + size, 0);
    if (objects.length === commit.files && bytes === commit.bytes) return [];
    if (commit.skippedTables > 0 && objects.length > commit.files) return [];
    return [
      `${placeOf(commit)} holds ${objects.length} files of ${bytes} bytes; ${commit.exportTaskId} committed ${commit.files} of ${commit.bytes}`,
    ];
  }
}

export const placeOf = ({ sourceId, date }: Pick<Commit, 'sourceId' | 'date'>): string => `${sourceId} ${date}`;
