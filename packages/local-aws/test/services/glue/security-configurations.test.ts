import { createGlue } from '../../../services/glue';
import { MemoryObjects } from '../memory-objects';
import { caller, testRuntime } from '../runtime';

const EncryptionConfiguration = { CloudWatchEncryption: { CloudWatchEncryptionMode: 'SSE-KMS', KmsKeyArn: 'key' } };

async function glue() {
  const runtime = testRuntime();
  return caller((await createGlue({ ...runtime, objects: new MemoryObjects(), emit: async () => {} })).service);
}

test('is kept, shown, listed and deleted', async () => {
  const call = await glue();
  await call('CreateSecurityConfiguration', { Name: 'crawlers', EncryptionConfiguration });
  const kept = { Name: 'crawlers', EncryptionConfiguration };
  expect(await call('GetSecurityConfiguration', { Name: 'crawlers' })).toMatchObject({ SecurityConfiguration: kept });
  expect(await call('GetSecurityConfigurations', {})).toMatchObject({ SecurityConfigurations: [kept] });
  await expect(
    call('CreateSecurityConfiguration', { Name: 'crawlers', EncryptionConfiguration }),
  ).rejects.toMatchObject({
    code: 'AlreadyExistsException',
  });
  await call('DeleteSecurityConfiguration', { Name: 'crawlers' });
  await expect(call('GetSecurityConfiguration', { Name: 'crawlers' })).rejects.toMatchObject({
    code: 'EntityNotFoundException',
  });
});

test('a crawler names only one that is there', async () => {
  const call = await glue();
  const crawler = {
    Name: 'shop',
    Role: 'crawler',
    Targets: { S3Targets: [{ Path: 's3://lake/shop/' }] },
    CrawlerSecurityConfiguration: 'crawlers',
  };
  await expect(call('CreateCrawler', crawler)).rejects.toMatchObject({ code: 'InvalidInputException' });
  await call('CreateSecurityConfiguration', { Name: 'crawlers', EncryptionConfiguration });
  await call('CreateCrawler', crawler);
  expect(await call('GetCrawler', { Name: 'shop' })).toMatchObject({
    Crawler: { CrawlerSecurityConfiguration: 'crawlers' },
  });
});
