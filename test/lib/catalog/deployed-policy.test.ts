import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { policyHash } from '../../../core/governance';
import { ledgerTableDefinition } from '../../../core/ledger/table';
import { readPolicies } from '../../../functions/catalog/apply-governance/policy-ledger';
import { type Aws, startAws } from '../../../packages/local-aws/start-aws';
import { synthesized } from '../synthesized';

interface Code {
  record(event: object, dynamodb: DynamoDB, now: number): Promise<void>;
  answer(event: object, work: () => Promise<void>, reply: (body: object) => Promise<void>): Promise<void>;
}
// runs in Lambda as it stands, so it is CommonJS without types
const { record, answer } = require('../../../lib/catalog/deployed-policy.code.js') as Code;

const NOW = Date.UTC(2026, 0, 15, 1);
let aws: Aws;
let dynamodb: DynamoDB;
beforeAll(async () => {
  aws = await startAws({ services: ['dynamodb'] });
  dynamodb = new DynamoDB(aws.clientConfig());
  await dynamodb.createTable({ TableName: 'ledger', ...ledgerTableDefinition() });
});
afterAll(() => aws.close());

const { catalog, settings } = synthesized('eu-west-1');
const resources = Object.values(catalog.findResources('Custom::LakeferryDeployedPolicy'));
const event = (RequestType: string) => ({
  RequestType,
  ResourceProperties: { ...resources[0]!.Properties, Table: 'ledger' },
});
const known = () => readPolicies({ dynamodb, tableName: 'ledger' });

it('the ledger has the hash of what is bundled, and its date, until the stack is deleted', async () => {
  await record(event('Create'), dynamodb, NOW);
  const deployed = { hash: policyHash(settings), at: '2026-01-15T01:00:00.000Z' };
  expect((await known()).deployed).toEqual(deployed);
  await record(event('Update'), dynamodb, NOW + 1000);
  expect((await known()).deployed).toEqual({ ...deployed, at: '2026-01-15T01:00:01.000Z' });
  await record(event('Delete'), dynamodb, NOW);
  expect((await known()).deployed).toBeUndefined();
});

it('is recorded only once the function has the policy', () => {
  const [functionId] = Object.keys(
    catalog.findResources('AWS::Lambda::Function', { Properties: { FunctionName: 'lakeferry-apply-governance' } }),
  );
  expect(resources[0]!.DependsOn).toContain(functionId);
});

it('CloudFormation hears of a failure and of what failed', async () => {
  const replies: object[] = [];
  const ids = { StackId: 's', RequestId: 'r', LogicalResourceId: 'l' };
  const reply = async (body: object) => void replies.push(body);
  await answer(ids, () => Promise.reject(new Error('no table')), reply);
  expect(replies).toEqual([{ ...ids, PhysicalResourceId: 'policy', Status: 'FAILED', Reason: 'no table' }]);
});
