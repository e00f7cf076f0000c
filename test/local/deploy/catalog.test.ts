import { validateConfig } from '../../../core/config/validate';
import { namesOf } from '../../../core/deployed-names';
import { deployCatalog } from '../../../local/deploy/catalog';
import { localResources } from '../../../local/deploy/resources';
import { createGlue } from '../../../packages/local-aws/services/glue';
import { createLakeFormation } from '../../../packages/local-aws/services/lakeformation';
import { MemoryObjects } from '../../../packages/local-aws/test/services/memory-objects';
import { caller, callerOf, PRODUCER, testRuntime } from '../../../packages/local-aws/test/services/runtime';
import { inProcess } from '../../functions/in-process';

const SETTINGS = validateConfig({
  environment: { region: 'eu-west-1' },
  sources: [{ kind: 'aurora-cluster', id: 'retail', engine: 'postgres', databases: ['shop'] }],
});
const RESOURCES = localResources(SETTINGS, {
  partition: 'aws',
  region: 'eu-west-1',
  accountId: PRODUCER,
  names: namesOf(SETTINGS.environment),
});
const IAM_ALLOWED = { Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Permissions: ['ALL'] };

async function account() {
  const runtime = testRuntime();
  const glue = await createGlue({ ...runtime, objects: new MemoryObjects(), emit: async () => {} });
  const lakeFormation = await createLakeFormation({ ...runtime, catalog: glue.catalog });
  const deployer = callerOf(PRODUCER, 'deployer');
  const clients = {
    glue: inProcess(glue.service, deployer).client,
    lakeformation: inProcess(lakeFormation.service, deployer).client,
  };
  return {
    lf: caller(lakeFormation.service, deployer),
    glue: caller(glue.service, deployer),
    deploy: () => deployCatalog(SETTINGS, RESOURCES, clients),
    openTo: () =>
      lakeFormation
        .permissionState()
        .grants.filter(({ principal }) => principal === 'IAM_ALLOWED_PRINCIPALS')
        .map(({ resource }) => resource),
  };
}

it('leaves what the account opens by default, so its databases are born open as on AWS and its tables are not', async () => {
  const { lf, glue, deploy, openTo } = await account();
  await deploy();
  await glue('CreateTable', { DatabaseName: 'retail_shop', TableInput: { Name: 'orders' } });
  expect(openTo()).toEqual([{ kind: 'database', catalogId: PRODUCER, database: 'retail_shop' }]);
  expect((await lf('GetDataLakeSettings')).DataLakeSettings).toMatchObject({
    CreateDatabaseDefaultPermissions: [IAM_ALLOWED],
    CreateTableDefaultPermissions: [IAM_ALLOWED],
    Parameters: { CROSS_ACCOUNT_VERSION: '4' },
  });
});

it('adds its administrator once, beside those of others', async () => {
  const { lf, deploy } = await account();
  const other = { DataLakePrincipalIdentifier: `arn:aws:iam::${PRODUCER}:role/somebody` };
  await lf('PutDataLakeSettings', { DataLakeSettings: { DataLakeAdmins: [other] } });
  await deploy();
  await deploy();
  expect((await lf('GetDataLakeSettings')).DataLakeSettings).toMatchObject({
    DataLakeAdmins: [other, { DataLakePrincipalIdentifier: RESOURCES.functionRoles['apply-governance'] }],
    CreateDatabaseDefaultPermissions: [],
  });
});
