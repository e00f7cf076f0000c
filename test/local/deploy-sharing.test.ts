import type { Settings } from '../../core/config/types';
import { deploySharing } from '../../local/deploy/sharing';
import { createGlue } from '../../packages/local-aws/services/glue';
import { createLakeFormation } from '../../packages/local-aws/services/lakeformation';
import { DurableMap, memoryStore } from '../../packages/local-aws/store';
import { MemoryObjects } from '../../packages/local-aws/test/services/memory-objects';
import { CONSUMER, caller, callerOf, PRODUCER, testRuntime } from '../../packages/local-aws/test/services/runtime';
import { settingsOf } from '../functions/catalog/apply-governance/world';
import { inProcess } from '../functions/in-process';

async function account() {
  const runtime = testRuntime();
  const glue = await createGlue({ ...runtime, objects: new MemoryObjects(), emit: async () => {} });
  const { service } = await createLakeFormation({ ...runtime, catalog: glue.catalog });
  const { client, sent } = inProcess(service, callerOf(PRODUCER, 'deployer'));
  const deployed = await DurableMap.load<never>(memoryStore(), 'deployed');
  const lf = caller(service, callerOf(PRODUCER, 'admin'));
  return {
    sent,
    lf,
    deploy: (settings: Settings) => deploySharing(settings, PRODUCER, client as never, deployed),
    policies: async () =>
      ((await lf('ListPermissions', { ResourceType: 'LF_TAG_POLICY' })).PrincipalResourcePermissions as Policy[]).map(
        ({ Principal, Resource: { LFTagPolicy } }) =>
          `${Principal.DataLakePrincipalIdentifier} ${LFTagPolicy.ResourceType} ${LFTagPolicy.Expression.flatMap((e) => e.TagValues).join('|')}`,
      ),
  };
}

interface Policy {
  readonly Principal: { readonly DataLakePrincipalIdentifier: string };
  readonly Resource: {
    readonly LFTagPolicy: { readonly ResourceType: string; readonly Expression: readonly { TagValues: string[] }[] };
  };
}

const SHARED = [`${CONSUMER} DATABASE private|public|sensitive|governed`, `${CONSUMER} TABLE public|agreed`];

const TAGS = ['confidential', 'lakeferry-columns', 'lakeferry-databases'];

it('declares tags and grants tag policies, once', async () => {
  const { deploy, policies, sent, lf } = await account();
  await deploy(settingsOf({}));
  expect((await policies()).sort()).toEqual(SHARED);
  expect(await lf('GetLFTag', { TagKey: 'confidential' })).toMatchObject({
    TagValues: ['sensitive', 'private', 'public'],
  });
  const before = sent.length;
  await deploy(settingsOf({}));
  expect(sent.slice(before).map(({ operation }) => operation)).toEqual(
    TAGS.flatMap(() => ['CreateLFTag', 'UpdateLFTag']),
  );
});

it('takes back what is not declared any more, and nothing that others granted', async () => {
  const { deploy, policies, lf } = await account();
  await deploy(settingsOf({}));
  await lf('GrantPermissions', {
    Principal: { DataLakePrincipalIdentifier: '333333333333' },
    Resource: {
      LFTagPolicy: { ResourceType: 'TABLE', Expression: [{ TagKey: 'confidential', TagValues: ['public'] }] },
    },
    Permissions: ['SELECT'],
  });
  await deploy({ ...settingsOf({}), accounts: {} });
  expect(await policies()).toEqual(['333333333333 TABLE public']);
});

it('does not mind that somebody was faster', async () => {
  const { deploy, policies, lf } = await account();
  await deploy(settingsOf({}));
  await lf('RevokePermissions', {
    Principal: { DataLakePrincipalIdentifier: CONSUMER },
    Resource: {
      LFTagPolicy: {
        ResourceType: 'TABLE',
        Expression: [
          { TagKey: 'confidential', TagValues: ['public'] },
          { TagKey: 'lakeferry-columns', TagValues: ['agreed'] },
        ],
      },
    },
    Permissions: ['SELECT', 'DESCRIBE'],
    PermissionsWithGrantOption: ['SELECT', 'DESCRIBE'],
  });
  await deploy({ ...settingsOf({}), accounts: {} });
  expect(await policies()).toEqual([]);
});

it('keeps the grants of an earlier version while the configuration says so, and then takes them back', async () => {
  const { deploy, policies } = await account();
  await deploy(settingsOf({}, { formerGrants: 'keep' }));
  expect((await policies()).sort()).toEqual(
    [...SHARED, `${CONSUMER} DATABASE private|public|sensitive`, `${CONSUMER} TABLE public`].sort(),
  );
  await deploy(settingsOf({}));
  expect((await policies()).sort()).toEqual(SHARED);
});
