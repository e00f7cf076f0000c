import type { z } from 'zod';
import { judgeAccounts } from './accounts/rules';
import { withDefaults } from './defaults';
import { type GovernanceContext, judgeGovernance } from './governance/rules';
import { problemsFrom } from './issues';
import { ConfigError, type Problem } from './problems';
import { PARTS, SOURCE, WHOLE } from './schema';
import { judgeSources, type PlacedSource } from './snapshots/rules';
import type { GovernanceConfig, LakeConfig, LakeferryConfig, Settings, SourceConfig } from './types';

export { ConfigError } from './problems';

/** Gives `lakeferry.config.ts` its types in an editor. */
export const defineConfig = (config: LakeferryConfig): LakeferryConfig => config;

/**
 * Checks what the user wrote and fills in the defaults. Throws one {@link ConfigError} with all mistakes: every part is read by itself, and
 * what parts must agree on is checked among those that could be read.
 */
export function validateConfig(config: unknown): Settings {
  const problems: Problem[] = [];
  const read = <T extends z.ZodType>(schema: T, part: unknown, ...at: PropertyKey[]): z.output<T> | undefined => {
    const result = schema.safeParse(part);
    if (result.success) return result.data;
    problems.push(...problemsFrom(result.error, at, part));
    return result.error.issues.every(keepsShape) ? (part as z.output<T>) : undefined;
  };
  read(WHOLE, config);
  if (typeof config !== 'object' || config === null) throw new ConfigError(problems);
  const written = config as Record<keyof typeof PARTS, unknown>;

  const environment = read(PARTS.environment, written.environment, 'environment');
  const lake = read(PARTS.lake, written.lake, 'lake');
  const governance = read(PARTS.governance, written.governance, 'governance');
  read(PARTS.exports, written.exports, 'exports');
  const accounts = read(PARTS.accounts, written.accounts, 'accounts');
  const listed = read(PARTS.sources, written.sources, 'sources') ?? [];
  const sources = listed.flatMap((source, index): PlacedSource[] => {
    const data = read(SOURCE, source, 'sources', index);
    return data === undefined ? [] : [{ index, source: data as SourceConfig }];
  });

  problems.push(...judgeSources(sources));
  if (environment !== undefined) problems.push(...judgeAccounts(accounts ?? {}, environment));
  const context: GovernanceContext = {
    sources,
    sourcesAreIncomplete: sources.length < listed.length || listed.length === 0,
    lake: (lake ?? {}) as LakeConfig,
    region: environment?.region ?? 'unknown',
  };
  problems.push(...judgeGovernance((governance ?? {}) as GovernanceConfig, context));
  if (problems.length > 0) throw new ConfigError(problems);
  return withDefaults(config as LakeferryConfig);
}

/** A wrong value or key, in a part whose shape is still that of its type: what it must agree on can be checked all the same. */
const keepsShape = ({ code }: z.core.$ZodIssue): boolean => code === 'custom' || code === 'unrecognized_keys';
