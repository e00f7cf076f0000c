import type { z } from 'zod';
import { namesOf } from '../deployed-names';
import { judgeAccounts } from './accounts/rules';
import { type Branch, type Placed, placed } from './branch';
import { BRANCHES } from './branches';
import { judgeDatabases } from './database-rules';
import { withDefaults } from './defaults';
import { judgeOwnTags } from './governance/own-tag-rules';
import { judgeGovernance } from './governance/rules';
import { problemsFrom } from './issues';
import { DEFAULT_PARTITION_KEY } from './lake/defaults';
import { isLakeBucket } from './lake/own-bucket';
import { judgeBucketLength, judgeKeyRegions } from './lake/rules';
import { judgeLimits } from './limits/rules';
import { ConfigError, fieldPath, type Problem } from './problems';
import { judgePrototypeKeys } from './prototype-keys';
import { ENTRIES, PARTS, WHOLE } from './schema';
import type { GovernanceConfig, LakeConfig, LakeferryConfig, Settings } from './types';

export { ConfigError } from './problems';

/** Gives `lakeferry.config.ts` its types in an editor. */
export const defineConfig = (config: LakeferryConfig): LakeferryConfig => config;

/**
 * Checks what the user wrote and fills in the defaults. Throws one {@link ConfigError} with all mistakes: every part is
 * read by itself, and what parts must agree on is checked among those that could be read.
 */
export function validateConfig(config: unknown): Settings {
  const reader = new Reader();
  reader.read(WHOLE, config);
  if (typeof config !== 'object' || config === null) throw new ConfigError(reader.problems);
  const written = config as Readonly<Record<string, unknown>>;

  const environment = reader.read(PARTS.environment, written.environment, 'environment');
  const lake = (reader.read(PARTS.lake, written.lake, 'lake') ?? {}) as LakeConfig;
  const governance = (reader.read(PARTS.governance, written.governance, 'governance') ?? {}) as GovernanceConfig;
  const accounts = reader.read(PARTS.accounts, written.accounts, 'accounts') ?? {};
  reader.read(PARTS.notifications, written.notifications, 'notifications');
  reader.read(PARTS.timeZone, written.timeZone, 'timeZone');
  const branches = BRANCHES.map((branch) => readBranch(reader, branch, written));
  const place = { environment: { name: environment?.name }, lake: { prefix: lake.prefix ?? '' } };
  const databases = branches.flatMap(({ branch, entries }) => branch.catalogDatabases(entries, place));

  const names = namesOf(place.environment);
  const surroundings = {
    environment,
    isLakeBucket: isLakeBucket(lake, names, environment ?? {}),
    partitionKey: lake.partitionKey ?? DEFAULT_PARTITION_KEY,
  };

  const { partitionKey } = surroundings;
  const keys = databases.map(({ key }) => key);
  const sharing = { governance, accounts, place, partitionKey, databases: keys };

  const problems = [
    ...reader.problems,
    ...judgePrototypeKeys(config),
    ...judgePresence(written),
    ...branches.flatMap(({ branch, entries }) => branch.rules(entries, surroundings)),
    ...branches.flatMap(({ branch, options }) => branch.optionRules?.(options, surroundings) ?? []),
    ...judgeDatabases(databases),
    ...branches.flatMap(({ branch, entries }) => branch.sharingRules?.(entries, sharing) ?? []),
    ...(environment === undefined ? [] : judgeAccounts(accounts, environment)),
    ...judgeBucketLength(lake, names),
    ...judgeLimits({ databases, governance, accounts }),
    ...(environment === undefined ? [] : judgeKeyRegions(lake, environment.region)),
    ...judgeOwnTags(governance, { names, accounts, region: environment?.region ?? 'unknown' }),
    ...judgeGovernance(governance, {
      databases,
      names,
      databasesAreIncomplete: databases.length === 0 || branches.some(({ isIncomplete }) => isIncomplete),
      partitionKey: lake.partitionKey,
      region: environment?.region ?? 'unknown',
      account: environment?.account,
      leavesOut: (database, glueTable) =>
        branches
          .filter(({ branch }) => branch.key === database.branch)
          .map(({ branch, entries }) => branch.leavesOut?.(entries, database, glueTable))
          .find((fix) => fix !== undefined),
      columnMeant: (key, name) => {
        const database = databases.find((each) => each.key === key);
        const meant = branches.find(({ branch }) => branch.key === database?.branch)?.branch.columnMeant;
        return meant?.(name, partitionKey) ?? name.toLowerCase();
      },
    }),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return withDefaults(config as LakeferryConfig);
}

/** Reads parts by their schemas and gathers what is wrong with them. */
class Reader {
  readonly problems: Problem[] = [];

  /** `undefined` for a part whose shape is not that of its type. */
  read<T extends z.ZodType>(schema: T, part: unknown, ...at: PropertyKey[]): z.output<T> | undefined {
    const result = schema.safeParse(part);
    if (result.success) return result.data;
    this.problems.push(...problemsFrom(result.error, at, part));
    return result.error.issues.every(keepsShape) ? (part as z.output<T>) : undefined;
  }
}

interface ReadBranch {
  readonly branch: Branch;
  /** Those that could be read. */
  readonly entries: readonly Placed<unknown>[];
  /** Those that were written and could be read. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Some could not: databases that seem unknown may be theirs. */
  readonly isIncomplete: boolean;
}

function readBranch(reader: Reader, branch: Branch, written: Readonly<Record<string, unknown>>): ReadBranch {
  const options: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(branch.options)) {
    const option = reader.read(schema, written[key], key);
    if (option !== undefined) options[key] = option;
  }
  const listed = reader.read(ENTRIES, written[branch.key], branch.key);
  const entries = placed(listed ?? []).flatMap(({ index, entry }): Placed<unknown>[] => {
    const data = reader.read(branch.entry, entry, branch.key, index);
    return data === undefined ? [] : [{ index, entry: data }];
  });
  const isIncomplete = written[branch.key] !== undefined && entries.length < (listed?.length ?? 1);
  return { branch, entries, options, isIncomplete };
}

/** A lake needs something that goes there. */
function judgePresence(written: Readonly<Record<string, unknown>>): Problem[] {
  if (BRANCHES.some(({ key }) => written[key] !== undefined)) return [];
  const lists = BRANCHES.map(({ key, lists }) => `\`${key}\` (${lists})`).join(', ');
  const fix = `names nothing that goes to the lake: give at least one of ${lists}.`;
  return [{ path: fieldPath([]), value: undefined, fix }];
}

/**
 * A wrong value or key, in a part whose shape is still that of its type: what it must agree on can be checked all the
 * same.
 */
const keepsShape = ({ code }: z.core.$ZodIssue): boolean => code === 'custom' || code === 'unrecognized_keys';
