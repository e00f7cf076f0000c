import { DEFAULT_INSTALLATION, type Names } from '../../deployed-names';
import type { DatabasePolicy, GovernanceSettings, TablePolicy } from './types';

/**
 * The policy in the words of the catalog: databases and LF-tags as this installation names them. What reads settings
 * needs to know nothing of installations.
 */
export function withDeployedNames(governance: GovernanceSettings, names: Names): GovernanceSettings {
  const tagged = <T>(tags: Readonly<Record<string, T>>): Record<string, T> => renamed(tags, names.tagKey);
  const ofTable = ({ tags, columns }: TablePolicy): TablePolicy => ({
    tags: tags && tagged(tags),
    columns: columns && mapped(columns, (column) => ({ ...column, tags: column.tags && tagged(column.tags) })),
  });
  const ofDatabase = (policy: DatabasePolicy): DatabasePolicy => ({
    ...policy,
    tags: policy.tags && tagged(policy.tags),
    tables: policy.tables && mapped(policy.tables, ofTable),
  });
  return {
    ...governance,
    tags: tagged(governance.tags),
    databaseTags: tagged(governance.databaseTags),
    sharedTag: tagged(governance.sharedTag),
    ownTagKeys: names.installation === DEFAULT_INSTALLATION ? undefined : names.ownTagKeys,
    databases: renamed(mapped(governance.databases, ofDatabase), names.glueDatabase),
  };
}

const renamed = <T>(record: Readonly<Record<string, T>>, rename: (key: string) => string): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [rename(key), value]));

const mapped = <T>(record: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
