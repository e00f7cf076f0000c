import { gunzipSync } from 'node:zlib';
import { S3 } from '@aws-sdk/client-s3';
import { ListExecutionsCommand, ListMapRunsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { EXPORTS_PREFIX } from '../../../core/dynamodb/load/files';
import type { FinishLoadResult } from '../../../functions/dynamodb/load/payloads';
import { loadResources } from '../../../local/deploy/dynamodb/load-resources';
import { ENTRY, LANDING, TABLE } from '../dynamodb-changes/settings';
import { LOAD, type TableDays } from './table-days';

interface File {
  readonly Bucket: string;
  readonly Key: string;
  readonly Body: Buffer;
}

/** What happens to files that nobody of the product touches, and what the owner does about it. */
export class Mishaps {
  #whole: File | undefined;
  #late: File | undefined;
  /** Of an execution that its owner did not redrive, because another one loads the table anew. */
  givenUp: string | undefined;

  constructor(readonly days: TableDays) {}

  /** False where the first load had failed, so that there was nothing to cut off. */
  get hasCut(): boolean {
    return this.#whole !== undefined;
  }

  get #s3(): S3 {
    return new S3(this.days.world.runtime.clientConfig());
  }

  /** A data file of the export that was loaded is cut off, and the export is loaded once more. */
  async loadFromCutFile(): Promise<void> {
    const [loaded] = this.days.world.executions(LOAD).filter(({ status }) => status === 'SUCCEEDED');
    const { chosen } = JSON.parse(loaded?.output ?? '{}') as Partial<FinishLoadResult>;
    if (chosen?.kind !== 'full') return;
    const Bucket = loadResources({ name: ENTRY }, this.days.world.runtime.place).bucket;
    const files = await this.#files(Bucket, `${EXPORTS_PREFIX}/`);
    const withItems = files.filter(({ Key, Body }) => /\/data\/.*\.json\.gz$/.test(Key) && gunzipSync(Body).length > 0);
    this.#whole = this.#one(withItems)!;
    await this.#s3.putObject({ ...this.#whole, Body: this.#whole.Body.subarray(0, -5) });
    await this.days.start(LOAD, { table: TABLE, exportTime: chosen.exportTime });
  }

  /** Names of errors of those who read data files. None: nothing was cut off. */
  async errorsOfCutFile(): Promise<string[]> {
    const sfn = new SFNClient(this.days.world.runtime.clientConfig());
    const [failed] = this.#whole === undefined ? [] : await this.days.failed(LOAD);
    if (failed === undefined) return [];
    const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn: failed }));
    const { mapRunArn } = mapRuns[0]!;
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ mapRunArn, statusFilter: 'FAILED' }));
    const arns = executions.map(({ executionArn }) => executionArn);
    return this.days.errorsOf(arns);
  }

  /** The owner finds the whole file again and redrives, or loads the table anew. */
  async mend(): Promise<void> {
    if (this.#whole === undefined) return;
    const [failed] = await this.days.failed(LOAD);
    if (this.days.random(2) === 0) {
      await this.#s3.putObject(this.#whole);
      await this.days.redriveFailed(LOAD);
    } else {
      this.givenUp = failed;
      await this.days.start(LOAD, { table: TABLE });
    }
  }

  /** A file that Firehose delivered does not arrive. */
  async holdBack(): Promise<void> {
    const files = await this.#files(LANDING, `dynamodb/${ENTRY}/`);
    this.#late = this.#one(files.filter(({ Key }) => !Key.endsWith('.jsonl.gz')));
    if (this.#late !== undefined) await this.#s3.deleteObject({ Bucket: LANDING, Key: this.#late.Key });
  }

  /** It does, days later, as a delivery of that day. */
  async deliverLate(): Promise<void> {
    if (this.#late === undefined) return;
    const today = new Date(this.days.now).toISOString().slice(0, 10);
    await this.#s3.putObject({ ...this.#late, Key: this.#late.Key.replace(/date=[^/]+/, `date=${today}`) });
  }

  #one(files: readonly File[]): File | undefined {
    return files.length === 0 ? undefined : files[this.days.random(files.length)];
  }

  async #files(Bucket: string, Prefix: string): Promise<File[]> {
    const { Contents = [] } = await this.#s3.listObjectsV2({ Bucket, Prefix });
    const read = Contents.map(async ({ Key = '' }) => {
      const { Body } = await this.#s3.getObject({ Bucket, Key });
      return { Bucket, Key, Body: Buffer.from(await Body!.transformToByteArray()) };
    });
    return Promise.all(read);
  }
}
