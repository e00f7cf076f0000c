import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { ServiceError } from '../../../service';
import type { Line } from './contents';
import type { ExportRecord } from './request';

/** Rejects with the ServiceError that S3 answers. */
export type PutFile = (record: ExportRecord, key: string, body: Buffer) => Promise<void>;

/** Partitions of the table; those without items make empty files, as on AWS. */
const PARTITIONS = 4;
/** Bytes before compression. */
const PART_BYTES = 16 * 1024 ** 2;

interface Part {
  lines: string[];
  bytes: number;
  files: number;
}

export const md5 = (body: Buffer): string => createHash('md5').update(body).digest('base64');

/** Writes the data, the manifests and their checksums in the layout that was seen on AWS. Returns what they say. */
export async function writeFiles(
  record: ExportRecord,
  lines: AsyncIterable<Line>,
  put: PutFile,
  endedAt: () => number,
): Promise<NonNullable<ExportRecord['result']>> {
  const { S3Prefix = '' } = record.input;
  const root = `${S3Prefix === '' ? '' : `${S3Prefix.replace(/\/$/, '')}/`}AWSDynamoDB`;
  const folder = `${root}/${record.id}`;
  // the data of incremental exports lie in one folder for all of the prefix
  const data = record.window === undefined ? `${folder}/data` : `${root}/data`;
  const manifest: object[] = [];
  let [items, bytes] = [0, 0];
  const flush = async (part: Part, index: number): Promise<void> => {
    const body = gzipSync(part.lines.join(''));
    const key = `${data}/${nameOf(`${record.id}/${index}/${part.files}`)}.json.gz`;
    await put(record, key, body);
    const etag = `${createHash('md5').update(body).digest('hex')}-1`;
    manifest.push({ itemCount: part.lines.length, md5Checksum: md5(body), etag, dataFileS3Key: key });
    Object.assign(part, { lines: [], bytes: 0, files: part.files + 1 });
  };
  await put(record, `${folder}/_started`, Buffer.alloc(0));
  const parts = Array.from({ length: PARTITIONS }, (): Part => ({ lines: [], bytes: 0, files: 0 }));
  for await (const line of lines) {
    const text = `${JSON.stringify(line)}\n`;
    const index = createHash('md5').update(text).digest()[0]! % PARTITIONS;
    const part = parts[index]!;
    part.lines.push(text);
    part.bytes += text.length;
    items++;
    bytes += text.length;
    if (part.bytes >= PART_BYTES) await flush(part, index);
  }
  for (const [index, part] of parts.entries()) if (part.lines.length > 0 || part.files === 0) await flush(part, index);
  const withChecksum = async (name: string, text: string): Promise<void> => {
    const body = Buffer.from(text);
    await put(record, `${folder}/${name}.json`, body);
    await put(record, `${folder}/${name}.md5`, Buffer.from(md5(body)));
  };
  const filesKey = `${folder}/manifest-files.json`;
  await withChecksum('manifest-files', manifest.map((each) => `${JSON.stringify(each)}\n`).join(''));
  await withChecksum(
    'manifest-summary',
    JSON.stringify(summaryOf(record, { filesKey, items, bytes, endedAt: endedAt() })),
  );
  return { items, bytes, manifest: `${folder}/manifest-summary.json` };
}

/** 26 characters, the same for the same text: an export that goes on after a kill writes the same files. */
const nameOf = (text: string): string =>
  BigInt(`0x${createHash('sha256').update(text).digest('hex')}`)
    .toString(36)
    .slice(0, 26);

const iso = (time: number): string => new Date(time).toISOString();

function summaryOf(
  record: ExportRecord,
  about: { readonly filesKey: string; readonly items: number; readonly bytes: number; readonly endedAt: number },
): object {
  const { input, window } = record;
  return {
    version: window === undefined ? '2020-06-30' : '2023-08-01',
    exportArn: record.arn,
    startTime: iso(record.startedAt),
    endTime: iso(about.endedAt),
    tableArn: record.tableArn,
    tableId: record.tableId,
    exportTime: iso(record.exportTime),
    s3Bucket: input.S3Bucket,
    s3Prefix: input.S3Prefix ?? null,
    s3SseAlgorithm: input.S3SseAlgorithm ?? 'AES256',
    s3SseKmsKeyId: input.S3SseKmsKeyId ?? null,
    manifestFilesS3Key: about.filesKey,
    billedSizeBytes: about.bytes,
    itemCount: about.items,
    outputFormat: 'DYNAMODB_JSON',
    ...(window === undefined
      ? {}
      : {
          exportFromTime: iso(window.from),
          exportToTime: iso(window.to),
          outputView: input.IncrementalExportSpecification?.ExportViewType ?? 'NEW_AND_OLD_IMAGES',
          exportType: 'INCREMENTAL_EXPORT',
        }),
  };
}

/** What DescribeExport says of a bucket that did not take the files. */
export const failureOf = (error: ServiceError): NonNullable<ExportRecord['failure']> => ({
  code: error.code.startsWith('S3') ? error.code : `S3${error.code}`,
  message: error.message,
});
