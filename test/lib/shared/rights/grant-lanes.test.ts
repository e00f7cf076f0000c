import { CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LakeGrant } from '../../../../lib/shared/lake-grant';
import { GrantLanes } from '../../../../lib/shared/rights/grant-lanes';
import { createApp } from '../../../../lib/stacks';

/** For each grant the one before it, or the resource that all wait for. */
function orderOf(count: number): Map<string, string> {
  const stack = new Stack(createApp(), 'Stack');
  const first = new CfnResource(stack, 'First', { type: 'Test::First' });
  const lanes = new GrantLanes(count, [first]);
  for (let i = 0; i < count; i++) {
    const resource = { database: { catalogId: '1', name: `db${i}` } };
    lanes.append(new LakeGrant(stack, { what: `g${i}`, principal: 'p', resource, permissions: ['DESCRIBE'] }));
  }
  const grants = Template.fromStack(stack).findResources('AWS::LakeFormation::PrincipalPermissions');
  return new Map(Object.entries(grants).map(([id, { DependsOn }]) => [id, [DependsOn].flat()[0] as string]));
}

const lengthOf = (id: string, order: ReadonlyMap<string, string>): number => {
  const before = order.get(id);
  return before === undefined ? 0 : 1 + lengthOf(before, order);
};

it.each([
  [1, 1],
  [20, 1],
  [21, 2],
  [60, 3],
  [61, 4],
  [450, 4],
])('%i grants take %i lanes of equal length, each in one line', (count, lanes) => {
  const order = orderOf(count);
  expect(order.size).toBe(count);
  expect([...order.values()].filter((before) => before === 'First')).toHaveLength(lanes);
  const followed = [...order.values()].filter((before) => before !== 'First');
  expect(new Set(followed).size).toBe(followed.length);
  expect(Math.max(...[...order.keys()].map((id) => lengthOf(id, order)))).toBe(Math.ceil(count / lanes));
});
