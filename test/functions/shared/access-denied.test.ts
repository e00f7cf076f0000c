import { RDSClient, StartExportTaskCommand } from '@aws-sdk/client-rds';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { AccessDeniedError, accessDenied, namingRefusals } from '../../../functions/shared/access-denied';
import { classifying } from '../../../functions/shared/service-errors';

const refused = (name: string, message: string) => Object.assign(new Error(message), { name });
const GLUE =
  'User: arn:aws:sts::111111111111:assumed-role/LakeferryCrawl-1X/lakeferry-crawl-tables is not authorized to perform: ' +
  'glue:StartCrawler on resource: arn:aws:glue:eu-west-1:111111111111:crawler/orders because no identity-based policy allows the glue:StartCrawler action';

it('takes action, target, role and function from the words of AWS', () => {
  const error = accessDenied(refused('AccessDeniedException', GLUE), undefined);
  expect(error).toBeInstanceOf(AccessDeniedError);
  expect(error?.message).toMatch(
    /^Role LakeferryCrawl-1X of lakeferry-crawl-tables may not glue:StartCrawler on arn:aws:glue:eu-west-1:111111111111:crawler\/orders\./,
  );
  expect(error?.message).toContain(`AWS says: AccessDeniedException: ${GLUE}`);
});

it('takes them from the call and from Lambda where AWS says nothing', () => {
  process.env.AWS_LAMBDA_FUNCTION_NAME = 'lakeferry-plan-copy';
  try {
    const command = new GetObjectCommand({ Bucket: 'raw', Key: 'exports/1/info.json' });
    expect(accessDenied(refused('AccessDenied', 'Access Denied'), command)?.message).toMatch(
      /^The role of lakeferry-plan-copy may not s3:GetObject on Bucket raw\/exports\/1\/info\.json\..*--function-name lakeferry-plan-copy/,
    );
  } finally {
    delete process.env.AWS_LAMBDA_FUNCTION_NAME;
  }
});

it.each(['NoSuchKey', 'KMSAccessDeniedException', 'ThrottlingException'])('leaves %s alone', (name) =>
  expect(accessDenied(refused(name, 'x'), undefined)).toBeUndefined(),
);

it.each([
  ['classifying', classifying],
  ['namingRefusals', namingRefusals],
] as const)('%s gives clients that name refusals', async (_name, wrapped) => {
  const rds = new RDSClient({ region: 'eu-west-1' });
  rds.send = () => Promise.reject(refused('AccessDenied', 'no'));
  const command = new StartExportTaskCommand({ SourceArn: 'arn:aws:rds:eu-west-1:1:cluster:orders' } as never);
  await expect(wrapped(rds).send(command)).rejects.toMatchObject({
    name: 'AccessDeniedError',
    message: expect.stringContaining('rds:StartExportTask on SourceArn arn:aws:rds:eu-west-1:1:cluster:orders'),
  });
});
