import { S3Client } from '@aws-sdk/client-s3';
import { LeanS3, PacedS3, S3RequestError } from '../../../../functions/shared/s3-lean';

/** Copies so many objects with one try each, and prints what came of it. Arguments: endpoint, objects. */
async function main([endpoint = '', objects = '0']: readonly string[]): Promise<void> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const lean = new LeanS3(new S3Client({ endpoint, region: 'eu-west-1', credentials }));
  let outOfDescriptors = 0;
  const send = lean.send.bind(lean);
  lean.send = async (request) => {
    const answer = await send(request);
    if (answer.networkCode === 'EMFILE') outOfDescriptors++;
    return answer;
  };
  const s3 = new PacedS3(lean, { tries: 1 });
  const failures: string[] = [];
  const copies = Array.from({ length: Number(objects) }, (_, i) =>
    s3
      .run({ method: 'PUT', bucket: 'lake', key: `part-${i}`, headers: { 'x-amz-copy-source': '/raw/key' } })
      .catch((error) => {
        failures.push(error instanceof S3RequestError ? error.detail : String(error));
      }),
  );
  await Promise.all(copies);
  process.stdout.write(JSON.stringify({ failures: failures.slice(0, 3), lost: failures.length, outOfDescriptors }));
  process.exit(0);
}

void main(process.argv.slice(2));
