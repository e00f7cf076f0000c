import { Stack } from 'aws-cdk-lib';
import { databaseArns } from '../../../core/rights/catalog-arns';
import { namedWhileTheyFit, packArns } from '../../../core/rights/policy-size';
import { placeOf } from '../../../lib/shared/rights/place-of';
import { createApp } from '../../../lib/stacks';

const stack = new Stack(createApp(), 'Stack');
const arnsOf = (count: number): string[][] =>
  Array.from({ length: count }, (_, i) => databaseArns(placeOf(stack), `database_${i}`.padEnd(100, 'x')));

it('packs every ARN once, in order, a database with its tables', () => {
  const groups = arnsOf(40);
  const packs = packArns(groups);
  expect(packs.flat()).toEqual(groups.flat());
  expect(packs.length).toBeGreaterThan(1);
  for (const [database, tables] of groups) {
    expect(packs.filter((pack) => pack.includes(database!) !== pack.includes(tables!))).toEqual([]);
  }
});

it('appends without a change to the packs before', () =>
  expect(packArns(arnsOf(41)).slice(0, -1)).toEqual(packArns(arnsOf(40)).slice(0, packArns(arnsOf(41)).length - 1)));

it('names all or the pattern, and counts ARNs as they are deployed', () => {
  const arns = arnsOf(3).flat();
  // 14 for a pseudo parameter: partition, Region, account
  const deployed = arns.reduce((sum, arn) => sum + arn.replace(/\$\{[^}]*\}/g, 'x'.repeat(14)).length + 3, 0);
  expect(namedWhileTheyFit(arns, ['*'], deployed)).toEqual(arns);
  expect(namedWhileTheyFit(arns, ['*'], deployed - 1)).toEqual(['*']);
});
