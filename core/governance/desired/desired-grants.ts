import { ownValue } from '../../own-value';
import { asExpression, type DatabaseRules } from '../model/policy';
import { type CatalogState, type Grant, resourceKey, type TagExpression } from '../model/state';
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
 * and reads whatever is tagged as shared. With grant option, so that its administrator can give the same policies on
 * to its roles ("cascading").
 */
export function accountGrants(rules: Omit<DatabaseRules, 'tables' | 'mode' | 'database'>): Grant[] {
  const { analytics, agreedTag, sharedTag, tags } = rules;
  if (analytics === undefined || Object.keys(sharedTag).length === 0) return [];
  const inDatabases = databaseExpression(rules);
  const onTables = asExpression({ ...sharedTag, ...agreedTag });
  const policies: readonly Extract<Grant['resource'], { kind: 'policy' }>[] = [
    { kind: 'policy', type: 'DATABASE', expression: inDatabases },
    // who gets filters never gets the tag policy besides
    ...(rules.wholeTables === 'filters' ? [] : [{ kind: 'policy', type: 'TABLE', expression: onTables } as const]),
  ];
  const keys = [...new Set(policies.flatMap(({ expression }) => Object.keys(expression)))].sort();
  const grant = (resource: Grant['resource'], permissions: Grant['permissions']): Grant => ({
    principal: analytics,
    resource,
    permissions,
    withGrantOption: permissions,
  });
  return [
    ...keys.map((key) =>
      grant({ kind: 'tag', key, values: [...(ownValue(tags, key) ?? [ownValue(sharedTag, key)!])].sort() }, [
        'DESCRIBE',
      ]),
    ),
    ...policies.map((policy) => grant(policy, policy.type === 'DATABASE' ? ['DESCRIBE'] : ['SELECT', 'DESCRIBE'])),
  ];
}

/**
 * What the analytics account held before columns had a tag of their own: whatever carries the shared tag, table or
 * column. Neither made nor taken away here: it stands while analysts still read by it, and the lake stack
 * ends it.
 */
export function formerAccountGrants(rules: Omit<DatabaseRules, 'tables' | 'mode' | 'database'>): Grant[] {
  const own = Object.keys({ ...rules.agreedTag, ...rules.governedTag });
  const without = (expression: TagExpression): TagExpression =>
    Object.fromEntries(Object.entries(expression).filter(([key]) => !own.includes(key)));
  return accountGrants({ ...rules, wholeTables: 'columnTags' }).flatMap((grant) => {
    if (grant.resource.kind !== 'policy') return [];
    const expression = without(grant.resource.expression);
    return Object.keys(expression).length === 0 ? [] : [{ ...grant, resource: { ...grant.resource, expression } }];
  });
}

/** Of the same resource, in whatever order its expression stands. */
export const sameResource = (a: Grant['resource'], b: Grant['resource']): boolean => resourceKey(a) === resourceKey(b);

/** Of the grants of an account, those that {@link formerAccountGrants} names. */
export function formerAmong(rules: DatabaseRules, { grants, catalogId }: Pick<CatalogState, 'grants' | 'catalogId'>) {
  const keyOf = ({ principal, resource }: Grant): string => JSON.stringify([principal, resourceKey(resource)]);
  const former = new Set(formerAccountGrants(rules).map(keyOf));
  return grants.filter((grant) => (grant.grantedIn ?? catalogId) === catalogId && former.has(keyOf(grant)));
}

/**
 * Lakeferry's databases that carry any declared value of the shared tag's keys. All values, so that the expression
 * stays the same when a database gets another one: what the analytics account gave on hangs on this very expression.
 */
function databaseExpression({
  sharedTag,
  commonKeys,
  tags,
  governedTag,
}: Pick<DatabaseRules, 'sharedTag' | 'commonKeys' | 'tags' | 'governedTag'>): TagExpression {
  const keys = commonKeys.filter((key) => ownValue(sharedTag, key) !== undefined && ownValue(tags, key) !== undefined);
  return {
    ...Object.fromEntries(keys.map((key) => [key, [...ownValue(tags, key)!].sort()])),
    ...asExpression(governedTag),
  };
}

/** Whoever reads something of it must find the database. The analytics account finds all by their tags. */
function databaseGrants({ analytics, database }: DatabaseRules, tables: Tables, catalogId: string): Grant[] {
  const readers = new Set(readersOf(Object.values(tables)));
  if (analytics !== undefined) readers.delete(analytics);
  return [...readers].sort().map((principal) => ({
    principal,
    resource: { kind: 'database', database },
    permissions: ['DESCRIBE'],
    withGrantOption: givesOn(principal, catalogId) ? ['DESCRIBE'] : [],
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
