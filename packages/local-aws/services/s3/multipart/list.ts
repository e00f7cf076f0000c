import type { ListMultipartUploadsCommandInput, ListPartsCommandInput } from '@aws-sdk/client-s3';
import type { Needs, S3Context } from '../context';

const MAX_LISTED = 1000;

export function listParts(
  { catalog }: S3Context,
  input: Needs<ListPartsCommandInput, 'Bucket' | 'Key' | 'UploadId'>,
): object {
  const { record, parts } = catalog.uploads.find(input);
  const most = Math.min(input.MaxParts ?? MAX_LISTED, MAX_LISTED);
  const marker = Number(input.PartNumberMarker ?? 0);
  const after = [...parts.values()].filter((p) => p.number > marker).sort((a, b) => a.number - b.number);
  const shown = after.slice(0, most);
  const isTruncated = shown.length < after.length;
  return {
    Bucket: record.bucket,
    Key: record.key,
    UploadId: record.id,
    MaxParts: most,
    PartNumberMarker: String(marker),
    IsTruncated: isTruncated,
    NextPartNumberMarker: isTruncated ? String(shown.at(-1)?.number ?? marker) : undefined,
    StorageClass: record.headers.StorageClass ?? 'STANDARD',
    ChecksumAlgorithm: record.checksum?.algorithm,
    ChecksumType: record.checksum?.type,
    Parts: shown.map(({ number, etag, size, lastModified, checksum }) => ({
      PartNumber: number,
      ETag: etag,
      Size: size,
      LastModified: new Date(lastModified),
      // an upload that was begun without an algorithm shows none
      ...(checksum === undefined || record.checksum === undefined
        ? {}
        : { [`Checksum${checksum.algorithm}`]: checksum.value }),
    })),
  };
}

export function listMultipartUploads(
  { catalog }: S3Context,
  input: Needs<ListMultipartUploadsCommandInput, 'Bucket'>,
): object {
  const { Prefix = '', KeyMarker = '', UploadIdMarker = '' } = input;
  const bucket = catalog.bucket(input.Bucket);
  const most = Math.min(input.MaxUploads ?? MAX_LISTED, MAX_LISTED);
  const all = catalog.uploads
    .of(bucket.name)
    .map(({ record }) => record)
    .filter((u) => u.key.startsWith(Prefix));
  const from = all.findIndex((u) => u.key === KeyMarker && u.id === UploadIdMarker) + 1;
  const after = from > 0 ? all.slice(from) : all.filter((u) => u.key > KeyMarker);
  const shown = after.slice(0, most);
  const isTruncated = shown.length < after.length;
  return {
    Bucket: bucket.name,
    Prefix,
    KeyMarker,
    UploadIdMarker,
    MaxUploads: most,
    IsTruncated: isTruncated,
    NextKeyMarker: isTruncated ? shown.at(-1)?.key : undefined,
    NextUploadIdMarker: isTruncated ? shown.at(-1)?.id : undefined,
    Uploads: shown.map(({ key, id, initiatedAt, headers, checksum }) => ({
      Key: key,
      UploadId: id,
      Initiated: new Date(initiatedAt),
      StorageClass: headers.StorageClass ?? 'STANDARD',
      ChecksumAlgorithm: checksum?.algorithm,
      ChecksumType: checksum?.type,
    })),
  };
}
