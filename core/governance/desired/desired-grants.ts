import { asExpression, type DatabaseRules, isOpen } from '../model/policy';
import type { Grant, TagExpression } from '../model/state';
import type { DesiredTable } from './desired-table';

type Tables = Readonly<Record<string, DesiredTable>>;

/** Everything that is granted because of one database. */
export const grantsOf = (rules: DatabaseRules, tables: Tables, catalogId: string): Grant[] => [
  ...accountGrants(rules),
  ...databaseGrants(rules, tables, catalogId),
  ...filterGrants(rules, tables, catalogId),
];

/**
 * What the analytics account holds once and for all databases: it knows the tags, finds the databases that carry them,
 * and reads whatever is tagged as shared. With grant option, so that its administrator can give the same policies on to
 * its roles ("cascading").
 */
export function accountGrants(rules: Pick<DatabaseRules, 'analytics' | 'sharedTag' | 'commonKeys' | 'tags'>): Grant[] {
  const { analytics, sharedTag, tags } = rules;
  if (analytics === undefined || Object.keys(sharedTag).length === 0) return [];
  const expression = databaseExpression(rules);
  const keys = [...new Set([...Object.keys(sharedTag), ...Object.keys(expression ?? {})])].sort();
  const grant = (resource: Grant['resource'], permissions: Grant['permissions']): Grant => ({
    principal: analytics,
    resource,
    permissions,
    withGrantOption: permissions,
  });
  return [
    ...keys.map((key) =>
      grant({ kind: 'tag', key, values: [...(tags[key] ?? [sharedTag[key]!])].sort() }, ['DESCRIBE']),
    ),
    ...(expression === undefined ? [] : [grant({ kind: 'policy', type: 'DATABASE', expression }, ['DESCRIBE'])]),
    grant({ kind: 'policy', type: 'TABLE', expression: asExpression(sharedTag) }, ['SELECT', 'DESCRIBE']),
  ];
}

/**
 * Databases that carry any declared value of the shared tag's keys. All values, so that the expression stays the same
 * when a database gets another one: what the analytics account gave on hangs on this very expression.
 */
function databaseExpression({
  sharedTag,
  commonKeys,
  tags,
}: Pick<DatabaseRules, 'sharedTag' | 'commonKeys' | 'tags'>): TagExpression | undefined {
  const keys = commonKeys.filter((key) => sharedTag[key] !== undefined && tags[key] !== undefined);
  if (keys.length === 0) return undefined;
  return Object.fromEntries(keys.map((key) => [key, [...tags[key]!].sort()]));
}

/** The account finds each database by a tag policy, and needs no grant on the database itself. */
export const findsDatabasesByTag = (rules: Parameters<typeof databaseExpression>[0]): boolean =>
  databaseExpression(rules) !== undefined;

/**
 * Whoever reads something of it must find the database. The analytics account finds all by their tags, unless databases
 * do not carry those of the shared tag; then it is told of those that show it something.
 */
function databaseGrants(rules: DatabaseRules, tables: Tables, catalogId: string): Grant[] {
  const { analytics, database } = rules;
  const all = Object.values(tables);
  const readers = new Set(readersOf(all));
  if (analytics !== undefined) {
    if (findsDatabasesByTag(rules)) readers.delete(analytics);
    else if (all.some((table) => opens(rules, table))) readers.add(analytics);
  }
  return [...readers].sort().map((principal) => ({
    principal,
    resource: { kind: 'database', database },
    permissions: ['DESCRIBE'],
    withGrantOption: givesOn(principal, catalogId) ? ['DESCRIBE'] : [],
  }));
}

/** Something of the table is read by tag. */
const opens = (rules: DatabaseRules, { tags, columnTags }: DesiredTable): boolean =>
  [{}, ...Object.values(columnTags)].some((own) => isOpen(rules, { ...rules.databaseTags, ...tags, ...own }));

function filterGrants({ database }: DatabaseRules, tables: Tables, catalogId: string): Grant[] {
  return Object.entries(tables).flatMap(([table, { filters }]) =>
    filters.flatMap(({ filter, principals }) =>
      principals.map(
        (principal): Grant => ({
          principal,
          resource: { kind: 'filter', database, table, name: filter.name },
          permissions: ['SELECT'],
          withGrantOption: givesOn(principal, catalogId) ? ['SELECT'] : [],
        }),
      ),
    ),
  );
}

/** Another account's administrator must give it on to roles; a role reads it itself. */
const givesOn = (principal: string, catalogId: string): boolean =>
  principal !== catalogId && (/^\d{12}$/.test(principal) || principal.includes(':organizations:'));

/** Principals of the tables' filters, repeated as they come. */
export const readersOf = (tables: readonly DesiredTable[]): string[] =>
  tables.flatMap(({ filters }) => filters.flatMap(({ principals }) => principals));
