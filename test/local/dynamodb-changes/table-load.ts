import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { type ManifestFile, parseFiles } from '../../../core/dynamodb/load/manifest';
import type {
  FollowTableExportResult,
  Load,
  LoadRequest,
  LoadRowsResult,
  StartTableExportResult,
} from '../../../functions/dynamodb/load/payloads';
import { elapse } from '../world/elapse';
import { survived } from '../world/survived';
import type { World } from '../world/world';
import { ENTRY } from './settings';

const SECOND = 1000;
const EXPORT_MS = 600 * SECOND;

/** The functions of the machine `load-table`, one after the other: its states cost more than they prove here. */
export class TableLoad {
  #asked: object;

  constructor(
    readonly world: World,
    readonly request: LoadRequest,
  ) {
    const startedAt = new Date(world.runtime.clock.now()).toISOString();
    this.#asked = { request, execution: { executionArn: 'arn:aws:states:none', startedAt, redriveCount: 0 } };
  }

  /** Decides what to export, and has it begin if that can be exported. */
  async begin(): Promise<StartTableExportResult> {
    const begun = await this.#invoke<StartTableExportResult>('start-table-export', this.#asked);
    if (begun.outcome === 'WAIT') this.#asked = { ...this.#asked, ...begun };
    return begun;
  }

  /** Until its rows are in the landing bucket. */
  async end(): Promise<void> {
    const load = await this.#exported();
    const file = { load, line: 0, parts: 0, bytes: 0 };
    for (const each of load.items === 0 ? [] : await this.#files(load))
      expect(await this.#invoke<LoadRowsResult>('load-rows', { ...file, file: each })).toMatchObject({
        outcome: 'LOADED',
      });
    await this.#invoke('finish-load', { request: this.request, load });
  }

  async #exported(): Promise<Load> {
    for (;;) {
      const begun = await this.begin();
      if (begun.outcome === 'NOTHING') throw new Error('There is nothing to load.');
      if (begun.outcome === 'WAIT') {
        await elapse(this.world, begun.waitSeconds * SECOND);
        continue;
      }
      await elapse(this.world, EXPORT_MS);
      const followed = await this.#invoke<FollowTableExportResult>('follow-table-export', begun);
      if (followed.status === 'COMPLETED') return followed.load;
      this.#asked = { ...this.#asked, ...followed };
    }
  }

  async #files({ files, items }: Load): Promise<ManifestFile[]> {
    const s3 = new S3(this.world.runtime.clientConfig());
    const { Body } = await s3.getObject({ Bucket: files.bucket, Key: files.key });
    return parseFiles(await Body!.transformToString(), { itemCount: items });
  }

  /** Again in the next process if this one dies. */
  async #invoke<Result>(name: string, payload: object): Promise<Result> {
    let result: Result | undefined;
    const FunctionName = `lakeferry-${name}-${ENTRY}`;
    const invoke = async () => {
      const lambda = new LambdaClient({ ...this.world.runtime.clientConfig(), maxAttempts: 1 });
      const { Payload, FunctionError } = await lambda.send(
        new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }),
      );
      const text = Buffer.from(Payload ?? []).toString();
      if (FunctionError !== undefined && !this.world.isDead) throw new Error(`${name}: ${text}`);
      result = JSON.parse(text) as Result;
    };
    while (!(await survived(this.world, invoke)));
    return result!;
  }
}
