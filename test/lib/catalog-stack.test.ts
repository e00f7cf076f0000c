import { synthesized } from './synthesized';

const { catalog, snapshots } = synthesized('eu-west-1');
const imports = (template: typeof catalog): string[] =>
  [...JSON.stringify(template.toJSON()).matchAll(/"Fn::ImportValue":"(lakeferry-[a-z]+):/g)].map(([, stack]) => stack!);

it('needs nothing of the branches: deleting one leaves the catalog running', () =>
  expect([...new Set(imports(catalog))].sort()).toEqual(['lakeferry-lake', 'lakeferry-operations']));

it('is needed by the branches, so that it cannot be deleted under them', () =>
  expect([...new Set(imports(snapshots))].sort()).toEqual([
    'lakeferry-catalog',
    'lakeferry-lake',
    'lakeferry-operations',
  ]));

it('holds the machine, the functions that crawl and govern, and what records the policy, and no others', () => {
  const names = (type: string, key: string) =>
    Object.values(catalog.findResources(type)).map(({ Properties }) => Properties[key]);
  expect(names('AWS::StepFunctions::StateMachine', 'StateMachineName')).toEqual(['lakeferry-catalog-tables']);
  expect(names('AWS::Lambda::Function', 'FunctionName').sort()).toEqual([
    'lakeferry-apply-governance',
    'lakeferry-crawl-tables',
    'lakeferry-record-policy',
  ]);
});

it('lets CrawlTables delete nothing', () => {
  const policies = Object.entries(catalog.findResources('AWS::IAM::Policy')).filter(([id]) => /^CrawlTables/.test(id));
  expect(policies).toHaveLength(1);
  expect(JSON.stringify(policies)).not.toContain('Delete');
});

it('keeps nothing when it is deleted', () =>
  expect(
    Object.values(catalog.toJSON().Resources as Record<string, { DeletionPolicy?: string }>).filter(
      ({ DeletionPolicy }) => DeletionPolicy?.startsWith('Retain'),
    ),
  ).toEqual([]));
