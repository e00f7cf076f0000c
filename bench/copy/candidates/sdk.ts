import { CopyObjectCommand, ListObjectsV2Command, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';

/** The SDK's client as most write it: list, then a pool of copies. What its own retry gives up on is lost. */
export async function copyWithSdk(config: S3ClientConfig, atOnce: number): Promise<number> {
  const s3 = new S3Client(config);
  const keys: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: 'raw', Prefix: 'export/', ContinuationToken }));
    keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  let next = 0;
  let copied = 0;
  const worker = async (): Promise<void> => {
    while (next < keys.length) {
      const key = keys[next++]!;
      const command = new CopyObjectCommand({
        Bucket: 'lake',
        Key: key.replace('export/', 'lake/'),
        CopySource: `raw/${key}`,
      });
      await s3.send(command).then(
        () => copied++,
        () => undefined,
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return copied;
}
