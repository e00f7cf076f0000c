import type { Placed, Surroundings } from '../branch';
import { judgeKeyRegion } from '../fields';
import { fieldPath, type Problem } from '../problems';
import { judgeAliases } from './alias-rules';
import { SOURCES } from './catalog-databases';
import { judgeRegionOfSources } from './region-rules';
import type { SourceConfig } from './types';

type PlacedSource = Placed<SourceConfig>;

/** What one source must be consistent in, and what sources must not share. */
export function judgeSources(sources: readonly PlacedSource[], { environment }: Surroundings): Problem[] {
  return [
    ...sources.flatMap(judgeScheduleKind),
    ...sources.flatMap(judgeExportOnly),
    ...sources.flatMap(judgeAliases),
    ...judgeDuplicateIds(sources),
    ...(environment === undefined
      ? []
      : [
          ...sources.flatMap((source) => judgeKey(source, environment.region)),
          ...judgeRegionOfSources(sources, environment.region),
        ]),
  ];
}

/** A snapshot is encrypted with a key of its own Region. */
function judgeKey({ index, entry: { keyArn } }: PlacedSource, region: string): Problem[] {
  const fix = keyArn === undefined ? undefined : judgeKeyRegion(region)(keyArn);
  return fix === undefined ? [] : [{ path: fieldPath([SOURCES, index, 'keyArn']), value: keyArn, fix }];
}

/** Only Aurora clusters can be exported without a snapshot. */
function judgeScheduleKind({ index, entry: source }: PlacedSource): Problem[] {
  if (source.kind === 'aurora-cluster' || source.trigger === undefined || !('schedule' in source.trigger)) return [];
  return [
    {
      path: fieldPath([SOURCES, index, 'trigger', 'schedule']),
      value: source.trigger.schedule,
      fix: "asks for an export without a snapshot, which RDS offers for Aurora clusters only: use { snapshots: ['automated'] }.",
    },
  ];
}

const PARTS_BY_ENGINE = {
  postgres: { max: 3, forms: "'database', 'database.schema' or 'database.schema.table'" },
  mysql: { max: 2, forms: "'database' or 'database.table'" },
} as const;

function judgeExportOnly({ index, entry: source }: PlacedSource): Problem[] {
  const { exportOnly = [], databases, engine } = source;
  const path = [SOURCES, index, 'exportOnly'];
  const { max, forms } = PARTS_BY_ENGINE[engine];
  const shapes = exportOnly.flatMap((entry, i): Problem[] => {
    const parts = entry.split('.');
    const problem = (fix: string): Problem[] => [{ path: fieldPath([...path, i]), value: entry, fix }];
    if (entry.includes('*'))
      return problem(`is a wildcard, which is not read: '${parts[0]}' alone exports all of that database.`);
    if (parts.length > max || parts.some((part) => part === ''))
      return problem(`is not a valid ${engine} export: use ${forms}.`);
    if (!parts.every((part) => /^[A-Za-z0-9$_]+$/.test(part))) {
      return problem(
        'has characters with which RDS exports no part of a database (it takes A-Z a-z 0-9 $ _): export everything, without exportOnly.',
      );
    }
    return databases.includes(parts[0]!)
      ? []
      : problem(
          `is of a database that is not among this source's databases (${databases.join(', ')}): add it there, or leave this out.`,
        );
  });
  const left =
    exportOnly.length === 0
      ? []
      : databases.filter((name) => !exportOnly.some((entry) => entry.split('.')[0] === name));
  return [
    ...shapes,
    ...left.map((name) => ({
      path: fieldPath(path),
      value: exportOnly,
      fix: `leaves out database '${name}', which would then never be published: add '${name}' here, or take it off databases.`,
    })),
  ];
}

/** Snapshots and folders are told apart by the identifier alone. */
function judgeDuplicateIds(sources: readonly PlacedSource[]): Problem[] {
  return sources.flatMap(({ index, entry: { id } }) => {
    const first = sources.find(({ entry }) => entry.id === id)!;
    if (first.index === index) return [];
    return [
      {
        path: fieldPath([SOURCES, index, 'id']),
        value: id,
        fix: `is at sources[${first.index}] already: list its databases there.`,
      },
    ];
  });
}
