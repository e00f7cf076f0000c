import type { DataLakeSettings, Permission } from '@aws-sdk/client-lakeformation';
import { type Answers, answersOf } from '../../answers';
import { Changes, DurableMap, type Store } from '../../store';
import type { GovernedResource, TagCondition } from './resources';

export interface TagRecord {
  readonly catalogId: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** Tags put on one resource itself, without what it inherits. */
export interface AssignmentRecord {
  readonly catalogId: string;
  readonly database: string;
  readonly table?: string;
  readonly column?: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface GrantRecord {
  /** The account in whose Lake Formation the grant was made; differs from the resource's for a re-grant of a share. */
  readonly grantedIn: string;
  readonly principal: string;
  readonly resource: GovernedResource;
  readonly permissions: readonly Permission[];
  readonly withGrantOption: readonly Permission[];
  readonly updatedAt: number;
  readonly updatedBy: string;
}

export interface FilterRecord {
  readonly catalogId: string;
  readonly database: string;
  readonly table: string;
  readonly name: string;
  /** The listed columns; absent: all but `excluded`. */
  readonly columns?: readonly string[];
  readonly excluded?: readonly string[];
  /** `TRUE`: all rows. */
  readonly rowFilter: string;
  readonly version: number;
}

export interface LocationRecord {
  readonly arn: string;
  /** Who registered it. */
  readonly account: string;
  readonly roleArn: string;
  readonly hybrid: boolean;
  readonly withFederation: boolean;
  readonly modifiedAt: number;
}

export interface OptInRecord {
  readonly principal: string;
  readonly resource: GovernedResource;
  readonly updatedAt: number;
  readonly updatedBy: string;
}

/** A tag expression under a name. */
export interface ExpressionRecord {
  readonly catalogId: string;
  readonly name: string;
  readonly description?: string;
  readonly expression: readonly TagCondition[];
}

/** Settings with the two default permissions spelt out. */
export interface SettingsRecord extends DataLakeSettings {
  readonly catalogId: string;
}

/** Everything Lake Formation knows, at one moment: what an evaluator needs besides the catalog. */
export interface PermissionState {
  readonly tags: readonly TagRecord[];
  readonly assignments: readonly AssignmentRecord[];
  readonly grants: readonly GrantRecord[];
  readonly filters: readonly FilterRecord[];
  readonly settings: readonly SettingsRecord[];
  readonly locations: readonly LocationRecord[];
  readonly optIns: readonly OptInRecord[];
  readonly expressions: readonly ExpressionRecord[];
}

/** Accounts by the ARN of the organisation or unit that they are in. */
export type Organizations = Readonly<Record<string, readonly string[]>>;

/** The durable tables of the service, and what it knows of organisations. */
export interface LakeFormationStore {
  readonly tags: DurableMap<TagRecord>;
  readonly assignments: DurableMap<AssignmentRecord>;
  readonly grants: DurableMap<GrantRecord>;
  readonly filters: DurableMap<FilterRecord>;
  readonly settings: DurableMap<SettingsRecord>;
  readonly locations: DurableMap<LocationRecord>;
  readonly optIns: DurableMap<OptInRecord>;
  readonly expressions: DurableMap<ExpressionRecord>;
  readonly organizations: Organizations;
  readonly answers: Answers;
  /** Changes several entries in one piece. */
  change<R>(change: (changes: Changes) => R): Promise<Awaited<R>>;
}

export const loadLakeFormation = async (
  store: Store,
  organizations: Organizations = {},
  answers: Answers = answersOf(),
): Promise<LakeFormationStore> => ({
  organizations,
  answers,
  tags: await DurableMap.load(store, 'lakeformation-tags'),
  assignments: await DurableMap.load(store, 'lakeformation-assignments'),
  grants: await DurableMap.load(store, 'lakeformation-grants'),
  filters: await DurableMap.load(store, 'lakeformation-filters'),
  settings: await DurableMap.load(store, 'lakeformation-settings'),
  locations: await DurableMap.load(store, 'lakeformation-locations'),
  optIns: await DurableMap.load(store, 'lakeformation-opt-ins'),
  expressions: await DurableMap.load(store, 'lakeformation-expressions'),
  change: (change) => Changes.together(store, change),
});

export const permissionStateOf = (s: LakeFormationStore): PermissionState => ({
  tags: inKeyOrder(s.tags),
  assignments: inKeyOrder(s.assignments),
  grants: inKeyOrder(s.grants),
  filters: inKeyOrder(s.filters),
  settings: inKeyOrder(s.settings),
  locations: inKeyOrder(s.locations),
  optIns: inKeyOrder(s.optIns),
  expressions: inKeyOrder(s.expressions),
});

/** The same before and after a restart. */
const inKeyOrder = <T>(map: DurableMap<T>): T[] =>
  map
    .keys()
    .sort()
    .map((key) => map.get(key)!);

type Tags = Readonly<Record<string, string>>;

export const assignmentKey = (catalogId: string, database: string, table?: string, column?: string): string =>
  [catalogId, database, table, column].filter((part) => part !== undefined).join('/');

/** The tags put on a database, table or column itself. */
export const assignedTags = (
  { assignments }: LakeFormationStore,
  catalogId: string,
  database: string,
  table?: string,
  column?: string,
): Tags => assignments.get(assignmentKey(catalogId, database, table, column))?.tags ?? {};

/** Own tags over inherited ones, key by key: database, table, column. */
export const effectiveTags = (
  store: LakeFormationStore,
  catalogId: string,
  database: string,
  table?: string,
  column?: string,
): Tags => ({
  ...assignedTags(store, catalogId, database),
  ...(table === undefined ? {} : assignedTags(store, catalogId, database, table)),
  ...(column === undefined ? {} : assignedTags(store, catalogId, database, table, column)),
});

/** The account itself, or an organisation or unit that it is in. */
export const isAccount = ({ organizations }: LakeFormationStore, granted: string, account: string): boolean =>
  granted === account || organizations[granted]?.includes(account) === true;
