import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { PartRange } from '../../../../core/replication/large-object';
import type { ObjectEvent } from '../../../../core/replication/object-event';
import { createHandler as completeUpload } from '../../../../functions/replication/complete-upload/handler';
import { createHandler as copyParts } from '../../../../functions/replication/copy-parts/handler';
import { createHandler as openUpload } from '../../../../functions/replication/open-upload/handler';
import type { LargeUpload, OpenUploadResult } from '../../../../functions/replication/payloads';
import { SOURCE } from '../copy/two-sides';
import { type ReplicationWorld, WORK_BUCKET } from './replication-world';

type Opened = Extract<OpenUploadResult, { outcome: 'OPENED' }>;

/** The functions of `replicate-large-object`, called by hand as the machine calls them. */
export class LargeObjectRun {
  constructor(
    readonly world: ReplicationWorld,
    readonly owner = 'execution-1',
  ) {}

  /** Stores an object at the source, and tells of it. */
  async put(key: string, body: Buffer): Promise<ObjectEvent> {
    const stored = await this.world.sides.source.put(key, body);
    const sequencer = this.world.sequencers.next();
    return { kind: 'created', bucket: SOURCE, key, ...stored, sequencer, time: '2026-01-02T00:00:00Z' };
  }

  open(event: ObjectEvent, more: { round?: number; redriveCount?: number; isExact?: boolean } = {}) {
    const { s3 } = this.world.clients;
    const handler = openUpload({ ...this.world.replicator(), s3, workBucket: WORK_BUCKET });
    return handler({ owner: this.owner, event, round: 0, redriveCount: 0, ...more });
  }

  async opened(event: ObjectEvent): Promise<Opened> {
    const result = await this.open(event);
    if (result.outcome !== 'OPENED') throw new Error(`It ended ${result.verdict}.`);
    return result;
  }

  async ranges({ ranges }: Opened): Promise<PartRange[]> {
    const object = new GetObjectCommand({ Bucket: ranges.bucket, Key: ranges.key });
    const text = await (await this.world.clients.s3.send(object)).Body!.transformToString();
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  }

  copy(upload: LargeUpload, range: PartRange) {
    return copyParts(this.world.replicator())({ owner: this.owner, upload, range });
  }

  complete(upload: LargeUpload) {
    return completeUpload(this.world.replicator())({ owner: this.owner, upload });
  }

  /** As the machine goes. Returns the verdict. */
  async run(first: ObjectEvent, whenSent: () => Promise<void> = async () => undefined): Promise<string> {
    let event = first;
    for (let round = 0; ; round++) {
      const opened = await this.open(event, { round });
      if (opened.outcome === 'ENDED') return opened.verdict;
      for (const range of await this.ranges(opened)) await this.copy(opened.upload, range);
      await whenSent();
      const completed = await this.complete(opened.upload);
      if (completed.outcome === 'ENDED') return completed.verdict;
      event = completed.event;
    }
  }
}
