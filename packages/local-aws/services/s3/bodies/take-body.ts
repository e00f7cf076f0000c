import type { ServiceError } from '../../../service';
import { badDigest, invalidRequest, s3Error } from '../errors';
import type { Slice } from '../records';
import type { BodyStore, Bytes } from './body-store';
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm, Digest, type Digested, isChecksumAlgorithm } from './checksums';

/** A request's body; checksums that came after it are there once it was read to its end. */
export type UploadBody = Bytes & {
  /** Names in lower case, as announced by `x-amz-trailer`. */
  readonly trailerNames?: readonly string[];
  readonly trailers?: Readonly<Record<string, string>>;
};

/** What a client may say about a body beforehand. */
export interface BodyClaims {
  readonly ContentMD5?: string;
  readonly ChecksumAlgorithm?: string;
  readonly ChecksumCRC32?: string;
  readonly ChecksumCRC32C?: string;
  readonly ChecksumCRC64NVME?: string;
  readonly ChecksumSHA1?: string;
  readonly ChecksumSHA256?: string;
}

export interface TakenBody extends Digested {
  /** Referred to once, on behalf of whoever took the body. */
  readonly slices: readonly Slice[];
}

/** 5 GB: more goes only in parts. */
const MAX_BODY_BYTES = 5 * 1024 ** 3;
const TRAILER_PREFIX = 'x-amz-checksum-';

/** Keeps a body and checks what was claimed of it. Throws BadDigest and has kept nothing when a claim is wrong. */
export async function takeBody(
  bodies: BodyStore,
  body: UploadBody = new Uint8Array(),
  claims: BodyClaims = {},
  byDefault: ChecksumAlgorithm = 'CRC64NVME',
): Promise<TakenBody> {
  const digest = new Digest(claimedAlgorithm(claims, body) ?? byDefault);
  const slices = await bodies.write(body, (bytes) => {
    digest.update(bytes);
    if (digest.size > MAX_BODY_BYTES) throw entityTooLarge();
  });
  const digested = await digest.finish();
  try {
    checkClaims(claims, body, digested);
  } catch (error) {
    await bodies.release(slices);
    throw error;
  }
  return { ...digested, slices };
}

function claimedAlgorithm(claims: BodyClaims, { trailerNames = [] }: UploadBody): ChecksumAlgorithm | undefined {
  const inHeader = CHECKSUM_ALGORITHMS.find((a) => claims[`Checksum${a}`] !== undefined);
  if (inHeader !== undefined) return inHeader;
  const inTrailer = trailerNames.find((name) => name.startsWith(TRAILER_PREFIX));
  const name = (inTrailer?.slice(TRAILER_PREFIX.length) ?? claims.ChecksumAlgorithm)?.toUpperCase();
  if (name === undefined || isChecksumAlgorithm(name)) return name;
  throw invalidRequest(
    `Checksum algorithm ${name} is not served locally. Use one of: ${CHECKSUM_ALGORITHMS.join(', ')}.`,
  );
}

function checkClaims(claims: BodyClaims, { trailers = {} }: UploadBody, { md5, checksum }: Digested): void {
  if (claims.ContentMD5 !== undefined) {
    const claimed = Buffer.from(claims.ContentMD5, 'base64');
    if (claimed.length !== 16) throw s3Error('InvalidDigest', 400, 'The Content-MD5 you specified was invalid.');
    if (claimed.toString('hex') !== md5) throw badDigest('Content-MD5');
  }
  const { algorithm, value } = checksum;
  for (const claimed of [claims[`Checksum${algorithm}`], trailers[TRAILER_PREFIX + algorithm.toLowerCase()]]) {
    if (claimed !== undefined && claimed !== value) throw badDigest(algorithm);
  }
}

const entityTooLarge = (): ServiceError =>
  s3Error('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed object size.', {
    MaxSizeAllowed: MAX_BODY_BYTES,
  });

/** Bytes that are kept already, referred to once more; they are read only to be measured. */
export async function measureSlices(
  bodies: BodyStore,
  slices: readonly Slice[],
  algorithm: ChecksumAlgorithm,
): Promise<TakenBody> {
  const digest = new Digest(algorithm);
  bodies.retain(slices);
  try {
    for await (const chunk of bodies.chunks(slices)) digest.update(chunk);
    return { slices, ...(await digest.finish()) };
  } catch (error) {
    await bodies.release(slices);
    throw error;
  }
}
