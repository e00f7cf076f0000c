import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { validateConfig } from '../../core/config/validate';
import { addStacks, createApp } from '../../lib/stacks';

it('cdk synth prints what may go wrong with a configuration', () => {
  const sources = [{ kind: 'rds-instance', id: 'orders', engine: 'mysql', databases: ['shop'] }];
  const { lake } = addStacks(createApp(), validateConfig({ environment: { region: 'me-west-1' }, sources }));
  const [warning, ...more] = Annotations.fromStack(lake).findWarning('*', Match.anyValue());
  expect(more).toEqual([]);
  expect(warning?.entry.data).toMatch(/^environment\.region: 'me-west-1' is not in lakeferry's table of Regions/);
});
