import { policyHash } from '../../../../core/governance';
import { DEPLOYED_POLICY_KEY, type DeployedPolicyItem } from '../../../../core/ledger/governance';
import { getItem } from '../../../../functions/shared/ledger/get';
import { putItem } from '../../../../functions/shared/ledger/put';
import { type DynamoDb, startDynamoDb } from '../../shared/ledger/dynamodb';
import { DATABASE, governedShop, settingsOf } from './world';

let dynamodb: DynamoDb;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());

const OLD = settingsOf({});
const NEW = settingsOf({ share: ['orders'] });
const now = () => Date.UTC(2026, 0, 15);
const AT = '2026-01-15T00:00:00.000Z';

async function shop() {
  const w = await governedShop(dynamodb.client);
  const table = { dynamodb: dynamodb.client, tableName: w.ledgerTable };
  return {
    run: (settings = NEW, isDeployed = true) => w.govern(settings, DATABASE, { isDeployed, now }),
    deploy: (item: DeployedPolicyItem) => putItem(table, DEPLOYED_POLICY_KEY, item),
    recorded: () => getItem<DeployedPolicyItem>(table, DEPLOYED_POLICY_KEY),
  };
}

test('a run writes down its policy where the ledger has lost it, also after a run of an older one did', async () => {
  const { run, recorded } = await shop();
  await run(NEW, false);
  expect(await recorded()).toBeUndefined();
  await run(OLD);
  expect(await recorded()).toEqual({ hash: policyHash(OLD), at: AT, isSeen: true });
  await run(NEW);
  expect(await recorded()).toEqual({ hash: policyHash(NEW), at: AT, isSeen: true });
});

test('what a deployment wrote stands, also while runs of before it end', async () => {
  const { run, deploy, recorded } = await shop();
  const deployed = { hash: policyHash(NEW), at: AT };
  await deploy(deployed);
  await run(OLD);
  expect(await recorded()).toEqual(deployed);
});
