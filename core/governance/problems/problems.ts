import { expressionBytes, MAX_EXPRESSION_BYTES } from '../../config/governance/grant-expression';
import { ownValue } from '../../own-value';
import { accountGrants, formerAmong } from '../desired/desired-grants';
import type { Desired } from '../desired/desired-table';
import { describeGrant, describeResource } from '../model/changes';
import { filtersOfOthers } from '../model/filters-of-others';
import { openAccess } from '../model/iam-allowed';
import type { Owned } from '../model/owned';
import type { DatabaseRules } from '../model/policy';
import { revokeCommand } from '../model/revoke-command';
import { type CatalogState, IAM_ALLOWED_PRINCIPALS } from '../model/state';
import { locationProblems } from './location-problems';
import { errorOn, type GovernanceProblem } from './problem';
import { tableProblems } from './table-problems';
import { unknownTable } from './unknown-table';

/** Everything that can be known before anything is applied. */
export function findProblems(
  rules: DatabaseRules,
  live: CatalogState,
  desired: Desired,
  owned: Owned,
): GovernanceProblem[] {
  const tables = ownValue(live.databases, rules.database)!.tables;
  return [
    ...openToIam(rules, live),
    ...expressionProblems(rules),
    ...formerGrantsProblems(rules, live),
    ...versionProblems(rules, live, desired),
    ...locationProblems(rules, live),
    ...filtersOfOthers(rules, desired, live, owned).flatMap(({ table, name }) =>
      errorOn(
        'FILTER_OF_OTHERS',
        table,
        `${rules.database}.${table} has a filter ${name} that lakeferry did not make, and is not overwritten. Delete it (aws lakeformation delete-data-cells-filter), or name the one in namedFilters otherwise.`,
      ),
    ),
    ...ownAccountProblems(rules, live),
    ...Object.entries(rules.tables).flatMap(([table, own]) => {
      const state = ownValue(tables, table);
      if (state === undefined) return unknownTable(rules, table, own, Object.keys(tables));
      return tableProblems(rules, table, own, state);
    }),
    ...Object.entries(desired.tables).flatMap(([table, { cannotHide }]) =>
      cannotHide.length === 0
        ? []
        : errorOn(
            'NOTHING_TO_HIDE_WITH',
            table,
            `${rules.database}.${table}: ${cannotHide.join(', ')} should be held back, but every value of ${Object.keys(rules.sharedTag).join(', ')} opens the table. Declare a second value in governance.tags.`,
          ),
    ),
  ];
}

/** The configuration may not name the account: then only here is it known which one is the lake's own. */
const ownAccountProblems = ({ database, tables }: DatabaseRules, { catalogId }: CatalogState): GovernanceProblem[] =>
  Object.entries(tables).flatMap(([table, { filters }]) =>
    filters
      .filter(({ principals }) => principals.includes(catalogId))
      .flatMap(({ name }) =>
        errorOn(
          'OWN_ACCOUNT',
          table,
          `${database}.${table}: filter ${name} is for ${catalogId}, the lake's own account, to which Lake Formation grants nothing. Name its roles by their ARNs.`,
        ),
      ),
  );

/** The first cross-account version that shares tags through AWS RAM, and with single roles and organisations. */
const MIN_VERSION = 3;

/** Whoever IAM lets in reads everything, past every tag and filter. What is open by default is closed by the plan. */
function openToIam(rules: DatabaseRules, live: CatalogState): GovernanceProblem[] {
  const { database } = rules;
  const problems = openAccess(rules, live).byOthers.map((grant): GovernanceProblem => {
    const where = describeResource(grant.resource);
    return {
      code: 'IAM_ALLOWED_PRINCIPALS',
      severity: 'stop',
      message: `${IAM_ALLOWED_PRINCIPALS} holds ${grant.permissions.join(', ')} on ${where}, so Lake Formation restricts nobody there. Others may rely on it, so lakeferry leaves it alone. To revoke it, run \`${revokeCommand(grant, live.catalogId)}\` as a data lake administrator.`,
    };
  });
  if (ownValue(live.databases, database)!.opensNewTables) {
    problems.push({
      code: 'NEW_TABLES_OPEN',
      severity: 'error',
      message: `Database ${database} gives each new table to ${IAM_ALLOWED_PRINCIPALS}. Set its CreateTableDefaultPermissions to an empty list; a deployment does.`,
    });
  }
  return problems;
}

function expressionProblems(rules: DatabaseRules): GovernanceProblem[] {
  const expressions = accountGrants(rules).flatMap(({ resource }) =>
    resource.kind === 'policy' ? [resource.expression] : [],
  );
  const bytes = Math.max(0, ...expressions.map(expressionBytes));
  if (bytes <= MAX_EXPRESSION_BYTES) return [];
  const message = `governance.tags and governance.sharedTag make a grant expression of ${bytes} bytes, Lake Formation takes ${MAX_EXPRESSION_BYTES}: use fewer or shorter tags.`;
  return [{ code: 'EXPRESSION_TOO_LONG', severity: 'stop', message }];
}

/** They open each new column of a shared table from the crawl on. */
function formerGrantsProblems(rules: DatabaseRules, live: CatalogState): GovernanceProblem[] {
  return formerAmong(rules, live).map((grant) => ({
    code: 'FORMER_GRANTS',
    severity: 'warning',
    message: `${describeGrant(grant)}: an earlier version granted it, and it shows new columns of shared tables until a run hides them. Run \`npx lakeferry governance migrate\`: it says who still needs it, and how it goes.`,
  }));
}

function versionProblems(
  { analytics }: DatabaseRules,
  { crossAccountVersion, catalogId }: CatalogState,
  desired: Desired,
): GovernanceProblem[] {
  const foreign = desired.grants.some(
    ({ principal }) => principal !== catalogId && !principal.includes(`:${catalogId}:`),
  );
  if (
    crossAccountVersion === undefined ||
    crossAccountVersion >= MIN_VERSION ||
    !(analytics !== undefined || foreign)
  ) {
    return [];
  }
  const message = `Lake Formation shares with other accounts by version ${crossAccountVersion} in ${catalogId}: tags, roles and organisation units are shared from version ${MIN_VERSION} on. Deploy the lake stack with governance.crossAccountVersion at ${MIN_VERSION} or more (default 4), or raise CROSS_ACCOUNT_VERSION in the account's data lake settings.`;
  return [{ code: 'CROSS_ACCOUNT_VERSION', severity: 'stop', message }];
}
