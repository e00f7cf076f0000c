import type { DesiredTable } from './desired';
import { asExpression, type DatabaseRules } from './policy';
import type { Grant, TagExpression } from './state';

type Tables = Readonly<Record<string, DesiredTable>>;

/** Everything that is granted because of one database. */
export const grantsOf = (rules: DatabaseRules, tables: Tables, catalogId: string): Grant[] => [
  ...accountGrants(rules),
  ...databaseGrants(rules, tables),
  ...filterGrants(rules, tables, catalogId),
];

/**
 * What the analytics account holds once and for all databases: it knows the tags, finds the databases that carry them, and reads whatever is
 * tagged as shared. With grant option, so that its administrator can give the same policies on to its roles ("cascading").
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
 * Databases that carry any declared value of the shared tag's keys. All values, so that the expression stays the same when a database gets
 * another one: what the analytics account gave on hangs on this very expression.
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

/** Whoever reads a filter must find the database; the analytics account finds it by its tags. */
function databaseGrants(rules: DatabaseRules, tables: Tables): Grant[] {
  const { analytics, database } = rules;
  const readers = readersOf(Object.values(tables));
  const findsByTag = databaseExpression(rules) !== undefined;
  const others = findsByTag ? readers.filter((principal) => principal !== analytics) : [...readers, analytics];
  return [...new Set(others.filter((principal) => principal !== undefined))].sort().map((principal) => ({
    principal,
    resource: { kind: 'database', database },
    permissions: ['DESCRIBE'],
    withGrantOption: [],
  }));
}

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
