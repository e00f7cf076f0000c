import type { S3Client } from '@aws-sdk/client-s3';
import { BatchCutter } from '../../../core/manifest/ranges';
import {
  COUNTED,
  type ComparisonCounts,
  type Finding,
  type FindingsRange,
  MAX_EXAMPLES,
  NOTHING_COMPARED,
  type PartResult,
} from '../../../core/replication/comparison/report';
import { COMPARISON_FILES } from '../../../core/replication/comparison/work-files';
import { LineWriter } from '../../shared/manifest/line-writer';

/** Objects and bytes of one batch: minutes of copying. */
const BATCH = { files: 500, bytes: 50e9 };

export interface FindingsPlace {
  readonly bucket: string;
  /** With a slash at its end. */
  readonly folder: string;
  /** Of this part of this range. */
  readonly name: string;
  /** What was set aside is to be tried again. @default it is told, and left */
  readonly retriesSetAside?: boolean;
}

/** Counts what a comparison finds, and writes it down line by line: what is to be copied apart from the rest. */
export class Findings {
  readonly #found: LineWriter;
  readonly #others: LineWriter;
  readonly #cutter = new BatchCutter(BATCH);
  readonly #batches: FindingsRange[] = [];
  readonly #examples: Partial<Record<Finding['judgement'], string[]>> = {};
  readonly #counts: { -readonly [Name in keyof ComparisonCounts]: number } = { ...NOTHING_COMPARED };
  #hasFound = false;
  #hasOthers = false;

  constructor(
    s3: Pick<S3Client, 'send'>,
    readonly place: FindingsPlace,
  ) {
    const { bucket, folder, name } = place;
    this.#found = new LineWriter(s3, { bucket, key: `${folder}${COMPARISON_FILES.found}${name}.jsonl` });
    this.#others = new LineWriter(s3, { bucket, key: `${folder}${COMPARISON_FILES.others}${name}.jsonl` });
  }

  count(name: keyof ComparisonCounts, by = 1): void {
    this.#counts[name] += by;
  }

  async add(finding: Finding): Promise<void> {
    const { judgement, key, size } = finding;
    this.#counts[COUNTED[judgement]]++;
    this.#examples[judgement] ??= [];
    const examples = this.#examples[judgement];
    if (examples.length < MAX_EXAMPLES) examples.push(key);
    if (!this.#isToCopy(judgement)) {
      this.#hasOthers = true;
      await this.#others.write(finding);
      return;
    }
    this.#hasFound = true;
    this.#keep(this.#cutter.add(await this.#found.write(finding), size));
  }

  async close(): Promise<PartResult> {
    this.#keep(this.#cutter.close());
    if (this.#hasFound) await this.#found.close();
    if (this.#hasOthers) await this.#others.close();
    return { counts: this.#counts, batches: this.#batches, examples: this.#examples };
  }

  /** Never throws. */
  async abort(): Promise<void> {
    await this.#found.abort();
    await this.#others.abort();
  }

  #isToCopy(judgement: Finding['judgement']): boolean {
    if (judgement === 'SET_ASIDE') return this.place.retriesSetAside === true;
    return judgement === 'MISSING' || judgement === 'DIFFERENT';
  }

  #keep(range: ReturnType<BatchCutter['close']>): void {
    if (range !== undefined) this.#batches.push({ key: this.#found.target.key, ...range });
  }
}
