import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GlueClient } from '@aws-sdk/client-glue';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import type { LakeferryConfig } from '../../core/config/types';
import { validateConfig } from '../../core/config/validate';
import { describeForeign } from '../../core/governance';
import { lookAt } from '../../functions/catalog/apply-governance/handler';
import { UNPACED } from '../../functions/shared/lakeformation/pace';
import { silentLog } from '../../functions/shared/log';
import { LOCAL_ACCOUNT } from '../../local/runtime';
import { openAccount } from './account';
import { frozenDatabases } from './world/frozen-databases';

const CONFIG: LakeferryConfig = {
  environment: { region: 'eu-west-1' },
  lake: { prefix: 'lake' },
  accounts: { analytics: '222222222222' },
  sources: [{ kind: 'aurora-cluster', id: 'foo', engine: 'postgres', databases: ['shop'] }],
  governance: { databases: { foo_shop: { share: ['items'], filters: { people: { columns: ['id'] } } } } },
};

it('finds nothing of others after a deployment and a night, and nothing by hand', async () => {
  const { runtime, ended, close } = await openAccount(CONFIG, frozenDatabases(['foo']));
  try {
    await runtime.takeSnapshot('foo');
    await ended(() => true);
    const client = runtime.clientConfig();
    const effects = {
      glue: new GlueClient(client),
      lakeformation: new LakeFormationClient(client),
      dynamodb: new DynamoDBClient(client),
      log: silentLog,
      metric: () => {},
      settings: validateConfig(CONFIG),
      ledgerTable: runtime.resources.ledgerTable,
      catalogId: LOCAL_ACCOUNT,
      pace: UNPACED,
    };
    const { foreign, plan, mismatches } = await lookAt(effects, 'foo_shop');
    expect(foreign.map(describeForeign)).toEqual([]);
    expect(plan.changes).toEqual([]);
    expect(mismatches).toEqual([]);
  } finally {
    await close();
  }
});
