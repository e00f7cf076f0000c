import type { Template } from 'aws-cdk-lib/assertions';
import type { Settings } from '../../../core/config/types';
import { validateConfig } from '../../../core/config/validate';
import { analystShares } from '../../../core/governance/desired/analyst-shares';
import { catalogDatabases } from '../../../core/lake/catalog-databases';
import { FILLING_GRANTS } from '../../../core/lake/crawler';
import { ANALYST_STACKS, databaseStacks } from '../../../core/lake/database-stacks';
import { synthesize } from '../synthesized';

const LAKE = '111111111111';
const ANALYTICS = '222222222222';
const role = (name: string): string => `arn:aws:iam::${ANALYTICS}:role/${name}`;

interface Written {
  readonly account?: string;
  readonly prefix?: string;
  readonly databases?: readonly string[];
  readonly analysts?: readonly string[];
  readonly governance?: object;
  readonly shop?: object;
}

const SHOP = { share: ['orders'], filters: { customers: { columns: ['id'] } } };

const settingsOf = (written: Written): Settings =>
  validateConfig({
    environment: { region: 'eu-west-1', ...(written.account === undefined ? {} : { account: written.account }) },
    lake: { prefix: written.prefix ?? 'lake' },
    sources: [{ kind: 'aurora-cluster', id: 'retail', engine: 'postgres', databases: written.databases ?? ['shop'] }],
    accounts: { analytics: ANALYTICS, analysts: written.analysts ?? [role('analyst')] },
    governance: { ...written.governance, databases: { retail_shop: written.shop ?? SHOP } },
  });

interface Grant {
  readonly id: string;
  /** What Lake Formation tells grants apart by. */
  readonly on: string;
  readonly content: string;
}

/** A parameter's value is what its user gives: the number that the configuration may have instead. */
const asDeployed = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll(JSON.stringify({ Ref: 'LakeAccount' }), JSON.stringify(LAKE))
    .replaceAll(/\{"Fn::ImportValue":"lakeferry-analytics:ExportsOutputRefLakeAccount\w*"\}/g, JSON.stringify(LAKE));

const grantsOf = (template: Template): Grant[] =>
  Object.entries(template.findResources('AWS::LakeFormation::PrincipalPermissions')).map(([id, { Properties }]) => ({
    id,
    on: asDeployed([Properties.Principal, Properties.Resource]),
    content: asDeployed(Properties),
  }));

const PARTS = ['lake', 'databases', 'analytics', 'links'] as const;

/** Each stack of databases has a role of its own, so its grants are told apart by its number. */
const grantsIn = (whole: ReturnType<typeof synthesize>, part: (typeof PARTS)[number]): Grant[] => {
  if (part === 'lake' || part === 'analytics') return grantsOf(whole[part]!);
  const stacks =
    part === 'links'
      ? databaseStacks(analystShares(whole.settings, ANALYTICS).databases, ANALYST_STACKS)
      : databaseStacks(catalogDatabases(whole.settings));
  const numbers = stacks.map(({ number }) => number);
  return numbers.flatMap((number, i) =>
    grantsOf(whole[part][i]!).map(({ id, on, content }) => ({
      id: `${number} ${id}`,
      on: `${number} ${on}`,
      content,
    })),
  );
};

const made = new Map<Written, ReturnType<typeof synthesize>>();
const synthesizeOnce = (written: Written): ReturnType<typeof synthesize> => {
  const found = made.get(written) ?? synthesize(settingsOf(written));
  made.set(written, found);
  return found;
};
const BEFORE: Written = {};

const CHANGES: readonly [string, Written, Written?][] = [
  ['a table is shared', { shop: { ...SHOP, share: ['orders', 'returns'] } }],
  ['a filter is taken out', { shop: { share: ['orders'] } }],
  ['another filter comes first', { shop: { ...SHOP, filters: { a: { columns: ['id'] }, ...SHOP.filters } } }],
  ['an analyst is added', { analysts: [role('another'), role('analyst')] }],
  ['an analyst is another', { analysts: [role('team/analyst')] }],
  ['a database is added', { databases: ['hr', 'shop'] }],
  ['the lake moves', { prefix: 'elsewhere' }],
  [
    'a value is added to a tag',
    { governance: { tags: { confidential: ['secret', 'sensitive', 'private', 'public'] } } },
  ],
  [
    'another tag shares',
    { governance: { tags: { confidential: ['private', 'open'] }, sharedTag: { confidential: 'open' } } },
  ],
  [
    'databases carry no tag that shares',
    { governance: { tags: { confidential: ['private'], open: ['yes'] }, sharedTag: { open: 'yes' } } },
  ],
  ['the account of the lake is configured', { account: LAKE }],
  ['nothing changes', { databases: ['shop'] }],
];

describe.each(CHANGES)('where %s', (_what, after) => {
  it.each(PARTS)('no grant of the %s stack changes under its id', (stack) => {
    const present = grantsIn(synthesizeOnce(after), stack);
    for (const { id, content } of grantsIn(synthesizeOnce(BEFORE), stack)) {
      expect(present.find((grant) => grant.id === id)?.content ?? content).toBe(content);
    }
  });

  it.each(PARTS)('what the %s stack revokes has nothing in common with what it grants', (stack) => {
    const [before, present] = [BEFORE, after].map((written) => grantsIn(synthesizeOnce(written), stack)) as [
      Grant[],
      Grant[],
    ];
    const revoked = before.filter(({ id }) => !present.some((grant) => grant.id === id));
    const granted = present.filter(({ id }) => !before.some((grant) => grant.id === id));
    expect(revoked.filter(({ on }) => granted.some((grant) => grant.on === on))).toEqual([]);
  });
});

it('holds one grant of each principal on each resource', () => {
  for (const stack of PARTS) {
    const on = grantsIn(synthesizeOnce(BEFORE), stack).map((grant) => grant.on);
    expect(on.length).toBeGreaterThan(1);
    expect(new Set(on).size).toBe(on.length);
  }
});

it('gives crawlers what they were given by the first version: what comes later is a grant of its own', () =>
  expect(FILLING_GRANTS).toEqual({
    database: ['CREATE_TABLE', 'DESCRIBE'],
    tables: ['SELECT', 'DESCRIBE', 'ALTER', 'INSERT'],
  }));
