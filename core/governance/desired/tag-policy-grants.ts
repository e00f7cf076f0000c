import type { Settings, TableFilter } from '../../config/types';
import { type GovernancePolicy, rulesOf } from '../model/policy';
import type { Grant } from '../model/state';
import { accountGrants, formerAccountGrants } from './desired-grants';

/** A grant on whatever carries certain tags, tables that come later included. */
export interface TagPolicyGrant extends Grant {
  readonly resource: Extract<Grant['resource'], { readonly kind: 'policy' }>;
}

/**
 * What the policy grants to the analytics account by tag alone: known without a look at the catalog, so the lake stack
 * makes it. The same for all databases. Granted keys and values of tags are not among them: they grow, and
 * CloudFormation replaces what grows.
 */
export const tagPolicyGrants = (governance: GovernancePolicy, analytics: string | undefined): TagPolicyGrant[] =>
  accountGrants(rulesOf(governance, { database: '', analytics })).filter(isTagPolicyGrant);

/**
 * What the lake stack grants by tag: today's grants, and beside them those of before while the configuration keeps
 * them.
 */
export const deployedTagGrants = (governance: GovernancePolicy, analytics: string | undefined): TagPolicyGrant[] => [
  ...tagPolicyGrants(governance, analytics),
  ...(governance.formerGrants === 'keep' ? formerGrants(governance, analytics) : []),
];

/** {@link formerAccountGrants}, of all databases. */
export const formerGrants = (governance: GovernancePolicy, analytics: string | undefined): TagPolicyGrant[] =>
  formerAccountGrants(rulesOf(governance, { database: '', analytics })).filter(isTagPolicyGrant);

const isTagPolicyGrant = (grant: Grant): grant is TagPolicyGrant => grant.resource.kind === 'policy';

/** Something is granted to another account: to the analysts', or to whomever a filter names. */
export const sharesAcrossAccounts = ({ accounts, governance }: Settings): boolean =>
  accounts.analytics !== undefined || filtersOf(governance).some(({ principals }) => principals !== undefined);

/** Some filter is for an organisation or its unit. */
export const sharesWithOrganizations = ({ governance }: Settings): boolean =>
  filtersOf(governance).some(({ principals = [] }) => principals.some((each) => each.includes(':organizations:')));

/** Those that read with Glue ETL get filters as well. */
const filtersOf = ({ databases, glueEtlPrincipals }: Settings['governance']): Pick<TableFilter, 'principals'>[] => [
  ...(glueEtlPrincipals === undefined ? [] : [{ principals: glueEtlPrincipals }]),
  ...Object.values(databases).flatMap(({ filters = {}, namedFilters = {} }) =>
    [filters, ...Object.values(namedFilters)].flatMap((named) => Object.values(named)),
  ),
];
