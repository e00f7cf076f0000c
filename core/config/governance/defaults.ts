import type { GovernanceConfig, GovernanceSettings } from './types';

export const governanceWithDefaults = (governance: GovernanceConfig): GovernanceSettings => ({
  tags: governance.tags ?? { confidential: ['sensitive', 'private', 'public'] },
  databaseTags: governance.databaseTags ?? { confidential: 'private' },
  sharedTag: governance.sharedTag ?? { confidential: 'public' },
  mode: governance.mode ?? 'exact',
  readBy: governance.readBy,
  glueEtlPrincipals: governance.glueEtlPrincipals,
  wholeTables: governance.wholeTables,
  formerGrants: governance.formerGrants,
  crossAccountVersion: governance.crossAccountVersion ?? (governance.administrators === 'leave' ? 'unchanged' : 4),
  administrators: governance.administrators ?? 'append',
  catalogPolicy: governance.catalogPolicy,
  foreign: governance.foreign,
  accepted: governance.accepted,
  databases: governance.databases ?? {},
});
