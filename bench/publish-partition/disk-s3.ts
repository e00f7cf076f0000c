import { createReadStream, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

/** Buckets as folders of a disk. Nothing is sent: what is compared is the work on the rows. */
export const diskS3 = (folder: string): Pick<S3Client, 'send'> => {
  const parts = new Map<string, Buffer[]>();
  const send = async (command: { readonly input: object }) => {
    const { Bucket, Key, Body, UploadId } = command.input as Record<string, string> & { Body: Buffer };
    const path = join(folder, Bucket!, Key ?? '');
    if (command instanceof GetObjectCommand)
      return { Body: createReadStream(path), ContentLength: statSync(path).size };
    if (command instanceof CreateMultipartUploadCommand) {
      parts.set(path, []);
      return { UploadId: path };
    }
    if (command instanceof UploadPartCommand) {
      parts.get(UploadId!)!.push(Body);
      return {};
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, command instanceof PutObjectCommand ? Body : Buffer.concat(parts.get(path)!));
    return {};
  };
  return { send } as never;
};

export const namesIn = (folder: string): string[] => readdirSync(folder).sort();
