/** Checksums of a whole object that S3 combines from those of its parts. The first that the source has is compared. */
export const WHOLE_CHECKSUMS = ['CRC32', 'CRC64NVME', 'CRC32C'] as const;
export type WholeChecksum = (typeof WHOLE_CHECKSUMS)[number];

/** The header by which S3 tells and takes one. */
export const checksumHeader = (checksum: WholeChecksum): `x-amz-checksum-${Lowercase<WholeChecksum>}` =>
  `x-amz-checksum-${lowerCase(checksum)}`;

/** Its name in a receipt. */
export const lowerCase = (checksum: WholeChecksum): Lowercase<WholeChecksum> =>
  checksum.toLowerCase() as Lowercase<WholeChecksum>;

/** A receipt has one, base64, of the same kind at both sides. */
export type ContentChecksum = Readonly<Partial<Record<Lowercase<WholeChecksum>, string>>>;
