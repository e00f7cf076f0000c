import type { Receipt } from '../../../core/replication/receipts';
import { planStreamedParts } from '../../../core/replication/streamed-parts';
import { type Part, planParts } from '../../../core/s3';
import { crc32ToBase64 } from '../../../core/s3/combine-crc32';
import { checksumHeader, WHOLE_CHECKSUMS, type WholeChecksum } from '../../../core/s3/whole-checksum';
import { combinedCrc32, type SentPart } from './multipart';
import type { CopyPlace } from './place';
import { relayPart } from './relay-part';
import { copyPart } from './server-side/copy-part';
import type { SourceVersion } from './source-object';

/** How the content of an object gets to the destination. The same object always gives the same parts. */
export interface Transfer {
  readonly copiedBy?: Receipt['copiedBy'];
  /** Of the upload, its parts and the whole. */
  readonly algorithm: WholeChecksum;
  /** Parts on their way at once. */
  readonly atOnce: number;
  readonly plan: (size: number) => Part[];
  readonly send: (place: CopyPlace, version: SourceVersion, uploadId: string, part: Part) => Promise<SentPart>;
  /** The checksum that the whole must have, base64. */
  readonly whole: (version: SourceVersion, sent: readonly SentPart[]) => string;
}

/** Through the function, in ranges. */
export const STREAMED: Transfer = {
  algorithm: 'CRC32',
  atOnce: 4,
  plan: planStreamedParts,
  send: relayPart,
  whole: (_, sent) => crc32ToBase64(combinedCrc32(sent)),
};

/**
 * Within S3. Nothing of the content is seen here, so the checksum that S3 stores of the source is the proof: it refuses
 * to complete an upload whose parts have another.
 */
export const serverSide = (algorithm: WholeChecksum): Transfer => ({
  copiedBy: 'server-side',
  algorithm,
  // parts of 512 MiB that pass no function: only S3's pace bounds them
  atOnce: 16,
  plan: planParts,
  send: (place, version, uploadId, part) => copyPart(place, version, uploadId, part, algorithm),
  whole: ({ checksums }) => checksums[checksumHeader(algorithm)]!,
});

/** By which a server-side copy of the object is proved; `undefined` for what is streamed. */
export const serverSideChecksum = (
  { isServerSide }: Pick<CopyPlace, 'isServerSide'>,
  { checksums }: Pick<SourceVersion, 'checksums'>,
): WholeChecksum | undefined =>
  isServerSide === true ? WHOLE_CHECKSUMS.find((each) => checksums[checksumHeader(each)] !== undefined) : undefined;

export const transferBy = (checksum: WholeChecksum | undefined): Transfer =>
  checksum === undefined ? STREAMED : serverSide(checksum);
