import { createHash } from 'node:crypto';
import { createHandler } from '../../../functions/dynamodb/follow-table-export/handler';
import { silentLog } from '../../../functions/shared/log';

const EXPORT = 'arn:table/carts/export/01-ab';
const FOLDER = 'exports/AWSDynamoDB/01-ab';
const FILES = `${JSON.stringify({ itemCount: 2, md5Checksum: 'x', dataFileS3Key: 'a' })}\n`;
const SUMMARY = JSON.stringify({
  ...{ exportArn: EXPORT, itemCount: 2, outputFormat: 'DYNAMODB_JSON' },
  manifestFilesS3Key: `${FOLDER}/manifest-files.json`,
});
const md5 = (text: string): string => createHash('md5').update(text).digest('base64');
const OBJECTS = {
  [`${FOLDER}/manifest-summary.json`]: SUMMARY,
  [`${FOLDER}/manifest-summary.md5`]: md5(SUMMARY),
  [`${FOLDER}/manifest-files.json`]: FILES,
  [`${FOLDER}/manifest-files.md5`]: `${md5(FILES)}\n`,
};

function follow(description: object, objects: Readonly<Record<string, string | undefined>> = OBJECTS, elapsed = 0) {
  const chosen = { kind: 'full', exportTime: '2026-11-27T10:00:00.000Z' } as const;
  const handler = createHandler({
    dynamodb: { send: async () => ({ ExportDescription: description }) } as never,
    s3: {
      send: async ({ input }: { readonly input: { readonly Key: string } }) => {
        const text = objects[input.Key];
        if (text === undefined) throw Object.assign(new Error('gone'), { name: 'NoSuchKey' });
        return { Body: { transformToString: async () => text } };
      },
    } as never,
    ...{ exportsBucket: 'exports', now: () => elapsed * 1000, log: silentLog },
  });
  const startedAt = '1970-01-01T00:00:00.000Z';
  return handler({ export: { table: 'carts', keys: ['id'], exportArn: EXPORT, chosen, startedAt, failures: 1 } });
}
const complete = { ExportStatus: 'COMPLETED', ExportManifest: `${FOLDER}/manifest-summary.json` };

it.each([
  [0, 300],
  [600, 60],
  [3600, 360],
  [36_000, 900],
])('after %i seconds looks again in %i', async (elapsed, waitSeconds) =>
  expect(await follow({ ExportStatus: 'IN_PROGRESS' }, OBJECTS, elapsed)).toEqual({
    status: 'IN_PROGRESS',
    waitSeconds,
  }),
);

it('counts a failure and says what DynamoDB said', async () =>
  expect(await follow({ ExportStatus: 'FAILED', FailureCode: 'S3NoSuchBucket', FailureMessage: 'gone' })).toMatchObject(
    { status: 'FAILED', failures: 2, failure: 'S3NoSuchBucket: gone' },
  ));

it('points to the manifest of a complete export', async () =>
  expect(await follow(complete)).toMatchObject({
    status: 'COMPLETED',
    load: { items: 2, files: { bucket: 'exports', key: `${FOLDER}/manifest-files.json` } },
    results: { key: 'loads/01-ab/map-runs' },
  }));

it.each([
  ['manifest-summary.md5', 'other', 'has another MD5'],
  ['manifest-files.md5', 'other', 'has another MD5'],
  ['manifest-files.json', undefined, 'is gone'],
])('refuses a %s that is %s', async (file, text, why) =>
  expect(follow(complete, { ...OBJECTS, [`${FOLDER}/${file}`]: text })).rejects.toThrow(why),
);
