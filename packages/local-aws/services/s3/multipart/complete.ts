import { createHash } from 'node:crypto';
import type { CompletedPart, CompleteMultipartUploadCommandInput } from '@aws-sdk/client-s3';
import type { BodyStore } from '../bodies/body-store';
import {
  CHECKSUM_ALGORITHMS,
  type Checksum,
  type ChecksumAlgorithm,
  checksumMembers,
  compositeChecksum,
} from '../bodies/checksums';
import { combineCrcs } from '../bodies/combine-crc';
import { measureSlices } from '../bodies/take-body';
import type { Needs, S3Context } from '../context';
import { badDigest, conflict, invalidRequest, malformedXml, s3Error } from '../errors';
import { writtenAnswer } from '../headers';
import { checkWrite } from '../objects/conditions';
import type { ObjectVersion, PartRecord, UploadRecord } from '../records';
import { partsNamed } from './completed';

type CompleteInput = Needs<CompleteMultipartUploadCommandInput, 'Bucket' | 'Key' | 'UploadId'>;

const MIN_PART_BYTES = 5 * 1024 ** 2;

/** The parts become one object by reference; object and end of the upload are written together. */
export async function completeMultipartUpload(
  { catalog, bodies, clock }: S3Context,
  input: CompleteInput,
): Promise<object> {
  const bucket = catalog.bucket(input.Bucket);
  const named = input.MultipartUpload?.Parts ?? [];
  const before = catalog.completed.find(input, partsNamed(named));
  if (before !== undefined) {
    checkWrite(input.Key, bucket.current(input.Key), input);
    return before.answer;
  }
  const found = catalog.uploads.find(input);
  const chosen = chosenParts(found.parts, named);
  checkPartClaims(found.record, named, chosen);
  const size = chosen.reduce((sum, part) => sum + part.size, 0);
  checkSize(input, size);
  const checksum = await wholeChecksum(bodies, found.record, chosen);
  checkClaim(input, checksum);
  // Nothing waits from here to the catalog; the upload may have ended while the checksum was worked out.
  const upload = catalog.uploads.find(input);
  checkWrite(input.Key, bucket.current(input.Key), input);
  refuseOvertaken(upload.record, input);
  const object: ObjectVersion = {
    key: input.Key,
    ...catalog.nextVersion(bucket),
    lastModified: clock.now(),
    size,
    etag: compositeTag(chosen),
    slices: chosen.flatMap((p) => p.slices),
    partSizes: chosen.map((p) => p.size),
    checksum,
    headers: upload.record.headers,
    tags: upload.record.tags,
  };
  const answer = {
    Bucket: bucket.name,
    Key: object.key,
    ETag: object.etag,
    Location: `/${bucket.name}/${object.key}`,
    ...checksumMembers(checksum),
    ...writtenAnswer(bucket, object),
  };
  const completed = {
    ...{ id: upload.record.id, bucket: bucket.name, key: object.key, parts: partsNamed(named) },
    ...{ answer, completedAt: object.lastModified },
  };
  await catalog.add(bucket, object, 'ObjectCreated:CompleteMultipartUpload', { upload, completed });
  const leftOver = [...upload.parts.values()].filter((p) => !chosen.includes(p));
  await bodies.release(leftOver.flatMap((p) => p.slices));
  return answer;
}

/**
 * A conditional Complete of a key that was written or deleted since the upload began is a conflict, even where the
 * condition holds again.
 */
function refuseOvertaken({ isOvertaken }: UploadRecord, { IfMatch, IfNoneMatch }: CompleteInput): void {
  if (isOvertaken && (IfMatch ?? IfNoneMatch) !== undefined)
    throw conflict(IfMatch === undefined ? 'If-None-Match' : 'If-Match');
}

function checkSize({ MpuObjectSize: claimed }: CompleteInput, size: number): void {
  if (claimed === undefined || Number(claimed) === size) return;
  throw invalidRequest(
    `The provided 'x-amz-mp-object-size' header value ${claimed} does not match what was computed: ${size}`,
  );
}

/** The parts that the client names: ascending, known by number and ETag, each but the last of at least 5 MiB. */
function chosenParts(parts: ReadonlyMap<number, PartRecord>, named: readonly CompletedPart[]): PartRecord[] {
  if (named.length === 0) throw malformedXml();
  const chosen = named.map(({ PartNumber = 0, ETag = '' }, i) => {
    if (i > 0 && PartNumber <= (named[i - 1]?.PartNumber ?? 0)) {
      throw s3Error(
        'InvalidPartOrder',
        400,
        'The list of parts was not in ascending order. The parts list must be specified in order by part number.',
      );
    }
    const part = parts.get(PartNumber);
    if (part?.etag.replaceAll('"', '') === ETag.replaceAll('"', '')) return part as PartRecord;
    throw invalidPart({ PartNumber, ETag });
  });
  const small = chosen.slice(0, -1).find((p) => p.size < MIN_PART_BYTES);
  if (small === undefined) return chosen;
  throw s3Error('EntityTooSmall', 400, 'Your proposed upload is smaller than the minimum allowed size', {
    ProposedSize: small.size,
    MinSizeAllowed: MIN_PART_BYTES,
    PartNumber: small.number,
  });
}

const invalidPart = ({ PartNumber, ETag }: CompletedPart) =>
  s3Error(
    'InvalidPart',
    400,
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { PartNumber, ETag },
  );

/**
 * An upload that was begun with a checksum of its parts' checksums is completed with each of them; one that was begun
 * without an algorithm knows none.
 */
function checkPartClaims(
  { checksum: agreed }: UploadRecord,
  named: readonly CompletedPart[],
  parts: readonly PartRecord[],
): void {
  const isClaimed = (part: CompletedPart) => CHECKSUM_ALGORITHMS.some((name) => part[`Checksum${name}`] !== undefined);
  const claimed = agreed === undefined ? named.find(isClaimed) : undefined;
  if (claimed !== undefined) throw invalidPart(claimed);
  if (agreed?.type !== 'COMPOSITE') return;
  for (const [i, part] of named.entries()) {
    const claimed = part[`Checksum${agreed.algorithm}`];
    if (claimed === undefined) {
      throw invalidRequest(
        `The upload was created using a ${agreed.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${part.PartNumber} in the request.`,
      );
    }
    if (claimed !== parts[i]?.checksum?.value) throw invalidPart(part);
  }
}

/** MD5 of the parts' MD5s, and how many. */
function compositeTag(parts: readonly PartRecord[]): string {
  const md5 = createHash('md5');
  for (const { etag } of parts) md5.update(Buffer.from(etag.replaceAll('"', ''), 'hex'));
  return `"${md5.digest('hex')}-${parts.length}"`;
}

/** As agreed when the upload began; without an agreement the full object's CRC64NVME. */
async function wholeChecksum(
  bodies: BodyStore,
  { checksum: agreed }: UploadRecord,
  parts: readonly PartRecord[],
): Promise<Checksum | undefined> {
  const { algorithm, type } = agreed ?? { algorithm: 'CRC64NVME', type: 'FULL_OBJECT' };
  const own = parts.flatMap(({ checksum, size }) => (checksum?.algorithm === algorithm ? { ...checksum, size } : []));
  if (own.length < parts.length) return agreed === undefined ? measured(bodies, parts, algorithm) : undefined;
  if (type === 'COMPOSITE') return { algorithm, type, value: await compositeChecksum(own) };
  return { algorithm, type, value: combineCrcs(algorithm, own) };
}

/** S3 works out a checksum where the client asked for none. */
async function measured(bodies: BodyStore, parts: readonly PartRecord[], algorithm: ChecksumAlgorithm) {
  const slices = parts.flatMap((part) => part.slices);
  const { checksum } = await measureSlices(bodies, slices, algorithm);
  await bodies.release(slices);
  return checksum;
}

function checkClaim(input: CompleteInput, checksum: Checksum | undefined): void {
  if (checksum === undefined) return;
  const claimed = input[`Checksum${checksum.algorithm}`];
  // Clients may leave out how many parts a composite is of.
  if (claimed !== undefined && claimed !== checksum.value && claimed !== checksum.value.split('-')[0]) {
    throw badDigest(checksum.algorithm);
  }
}
