import { AthenaClient, GetWorkGroupCommand } from '@aws-sdk/client-athena';
import { S3Client } from '@aws-sdk/client-s3';
import { validateConfig } from '../../../core/config/validate';
import { namesOf } from '../../../core/deployed-names';
import { deployWorkgroups } from '../../../local/deploy/workgroups';
import { VirtualClock } from '../../../packages/local-aws/clock';
import { startAws } from '../../../packages/local-aws/start-aws';

const ANALYTICS = '222222222222';
const settings = (analytics?: string) =>
  validateConfig({
    environment: { region: 'eu-west-1' },
    sources: [{ kind: 'aurora-cluster', id: 'orders', engine: 'postgres', databases: ['shop'] }],
    accounts: { analytics },
    governance:
      analytics === undefined
        ? {}
        : {
            databases: {
              orders_shop: {
                filters: { t: { columns: ['id'], principals: [`arn:aws:iam::${ANALYTICS}:role/narrow`] } },
              },
            },
          },
  });
const place = { partition: 'aws', region: 'eu-west-1', accountId: '111111111111', names: namesOf({}) };

it('makes a workgroup for those who read all and one for each narrow role, once, with results apart', async () => {
  const clock = new VirtualClock(Date.UTC(2026, 0, 15));
  const aws = await startAws({ services: ['athena', 's3', 'glue', 'lakeformation'], region: 'eu-west-1', clock });
  try {
    const athena = new AthenaClient(aws.clientConfig(ANALYTICS));
    const clients = { athena, s3: new S3Client(aws.clientConfig(ANALYTICS)) };
    await deployWorkgroups(settings(), place, clients);
    const of = async (WorkGroup: string) =>
      (await athena.send(new GetWorkGroupCommand({ WorkGroup }))).WorkGroup?.Configuration;
    await expect(of('lakeferry-analysts')).rejects.toThrow('is not found');
    await deployWorkgroups(settings(ANALYTICS), place, clients);
    await deployWorkgroups(settings(ANALYTICS), place, clients);
    for (const [name, folder] of [
      ['lakeferry-analysts', 'results'],
      ['lakeferry-analysts-narrow', 'roles/narrow'],
    ] as const) {
      expect(await of(name)).toMatchObject({
        EnforceWorkGroupConfiguration: true,
        ResultConfiguration: { OutputLocation: `s3://lakeferry-results-${ANALYTICS}-eu-west-1/${folder}/` },
      });
    }
  } finally {
    await aws.close();
  }
});
