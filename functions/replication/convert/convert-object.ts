import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConversionConfig } from '../../../core/config/replication/types';
import { type ConversionLimits, exceeded, IN_MACHINE } from '../../../core/replication/conversion';
import { CONVERSIONS, type ConversionName } from '../../../core/replication/destination-key';
import { copiedOf, wholeCrc32 } from '../copy/copied';
import type { CopyOutcome } from '../copy/copy-object';
import { conditionOf, headSource, type Wanted, withSource } from '../copy/current-source';
import { CopyUnfinishedYetError } from '../copy/errors';
import { ARCHIVED } from '../copy/judge-refusal';
import type { CopyPlace } from '../copy/place';
import type { UploadMemory } from '../copy/relay-in-parts';
import type { SourceObject } from '../copy/source-object';
import { type Inspected, NotConvertibleError } from './converter';
import { CONVERTERS } from './converters';
import { rangesOf, readToFile } from './read-source';
import { sendSlices } from './send-slices';

export interface ConvertOptions {
  readonly conversion: ConversionName;
  readonly settings: Required<ConversionConfig>;
  /** Beyond them the object is left to the machine. @default the machine's own, beyond which it is set aside */
  readonly limits?: ConversionLimits;
  /** By source version: uploads begun before. */
  readonly uploadOf: (object: SourceObject) => UploadMemory;
  /** Nothing is begun after this; milliseconds since the epoch. @default never */
  readonly endsAt?: number;
  readonly now: () => number;
  /** A folder of this process alone, emptied before and after. @default a new one in the temporary directory */
  readonly folder?: string;
}

/**
 * Converts one object on its way. What it is, and whether it fits, is judged by its ends before its content is read;
 * the content is checked against what S3 knows of it, and the result has a checksum at the destination.
 */
export const convertObject = (place: CopyPlace, wanted: Wanted, options: ConvertOptions): Promise<CopyOutcome> =>
  withSource<CopyOutcome>(place, wanted, async (pinned, next) => {
    try {
      return await attempt(pinned, next, options);
    } catch (error) {
      if (error instanceof NotConvertibleError) return { outcome: 'SET_ASIDE', reason: error.message };
      throw error;
    }
  });

async function attempt(place: CopyPlace, wanted: Wanted, options: ConvertOptions): Promise<CopyOutcome> {
  const object = await headSource(place, conditionOf(wanted));
  if (object.isArchived) return { outcome: 'SET_ASIDE', reason: ARCHIVED };
  const { limits = IN_MACHINE } = options;
  const judge = (inspected?: Inspected): CopyOutcome | undefined => {
    const tooLarge = exceeded(IN_MACHINE, object.size, inspected?.counts);
    if (tooLarge !== undefined) return { outcome: 'SET_ASIDE', reason: `TOO_LARGE: ${tooLarge}.` };
    return exceeded(limits, object.size, inspected?.counts) === undefined ? undefined : { outcome: 'LARGE', object };
  };
  // what is too large by its size alone is not even looked at
  const early = judge();
  if (early !== undefined) return early;
  const inspected = await CONVERTERS[options.conversion].inspect(rangesOf(place, object), object.size);
  return judge(inspected) ?? oneAtATime(() => convert(place, object, inspected, options));
}

let last: Promise<unknown> = Promise.resolve();

/** Memory and disk of a function are for one conversion. */
function oneAtATime<T>(act: () => Promise<T>): Promise<T> {
  const next = last.catch(() => undefined).then(act);
  last = next;
  return next;
}

async function convert(
  place: CopyPlace,
  object: SourceObject,
  inspected: Inspected,
  { conversion, settings, uploadOf, endsAt = Number.POSITIVE_INFINITY, now, folder }: ConvertOptions,
): Promise<CopyOutcome> {
  if (now() >= endsAt) throw new CopyUnfinishedYetError(`s3://${place.to.bucket}/${place.to.key}`, 0, 1);
  return inFolder(folder, async (own) => {
    const input = join(own, 'input');
    const { crc32, isChecked } = await readToFile(place, object, input);
    const { lineEnds } = settings;
    const slices = CONVERTERS[conversion].convert({ input, folder: own, inspected, lineEnds });
    const result = resultOf(object, conversion);
    const sent = await sendSlices(place, result, uploadOf(object), slices);
    const { source } = copiedOf(object, wholeCrc32(crc32), isChecked, sent.stored);
    const { destination } = copiedOf({ ...result, size: sent.bytes }, wholeCrc32(sent.crc32), undefined, sent.stored);
    return { outcome: 'COPIED', copied: { source, destination, converted: CONVERSIONS[conversion].to } };
  });
}

/** The object's own headers, but for what its content is. */
const resultOf = ({ contentEncoding: _, ...object }: SourceObject, conversion: ConversionName): SourceObject => ({
  ...object,
  kept: { ...object.kept, 'content-type': CONVERSIONS[conversion].contentType },
});

async function inFolder<T>(fixed: string | undefined, act: (folder: string) => Promise<T>): Promise<T> {
  const folder = fixed ?? (await mkdtemp(join(tmpdir(), 'lakeferry-convert-')));
  // a function that was stopped has left its files
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
