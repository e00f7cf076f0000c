import { databaseFolder, glueDatabaseName } from '../../names';
import { fieldPath, type Problem } from '../problems';
import type { SourceConfig } from '../types';

/** A source and where it stands in the list; invalid ones are left out. */
export interface PlacedSource {
  readonly index: number;
  readonly source: SourceConfig;
}

/** What one source must be consistent in, and what sources must not share. */
export function judgeSources(sources: readonly PlacedSource[]): Problem[] {
  return [
    ...sources.flatMap(judgeScheduleKind),
    ...sources.flatMap(judgeExportOnly),
    ...judgeDuplicateIds(sources),
    ...judgeCollisions(sources),
  ];
}

/** Only Aurora clusters can be exported without a snapshot. */
function judgeScheduleKind({ index, source }: PlacedSource): Problem[] {
  if (source.kind === 'aurora-cluster' || source.trigger === undefined || !('schedule' in source.trigger)) return [];
  return [
    {
      path: fieldPath(['sources', index, 'trigger', 'schedule']),
      value: source.trigger.schedule,
      fix: "asks for an export without a snapshot, which RDS offers for Aurora clusters only: use { snapshots: ['automated'] }.",
    },
  ];
}

const PARTS_BY_ENGINE = {
  postgres: { max: 3, forms: "'database', 'database.schema' or 'database.schema.table'" },
  mysql: { max: 2, forms: "'database' or 'database.table'" },
} as const;

function judgeExportOnly({ index, source }: PlacedSource): Problem[] {
  const { exportOnly = [], databases, engine } = source;
  const path = ['sources', index, 'exportOnly'];
  const { max, forms } = PARTS_BY_ENGINE[engine];
  const shapes = exportOnly.flatMap((entry, i): Problem[] => {
    const parts = entry.split('.');
    const problem = (fix: string): Problem[] => [{ path: fieldPath([...path, i]), value: entry, fix }];
    if (parts.length > max || parts.some((part) => part === ''))
      return problem(`is no ${engine} export: use ${forms}.`);
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
  return sources.flatMap(({ index, source: { id } }) => {
    const first = sources.find(({ source }) => source.id === id)!;
    if (first.index === index) return [];
    return [
      {
        path: fieldPath(['sources', index, 'id']),
        value: id,
        fix: `is at sources[${first.index}] already: list its databases there.`,
      },
    ];
  });
}

/** Names are mangled for Glue (`-` becomes `_`, lower case): what is different in RDS can be one in the catalog or the lake. */
function judgeCollisions(sources: readonly PlacedSource[]): Problem[] {
  const owners = new Map<string, { readonly path: string; readonly id: string }>();
  return sources.flatMap(({ index, source: { id, databases } }) =>
    databases.flatMap((database, i) => {
      const path = fieldPath(['sources', index, 'databases', i]);
      const glueDatabase = glueDatabaseName(id, database);
      const owner = owners.get(glueDatabase) ?? owners.get(databaseFolder('', id, database));
      owners.set(glueDatabase, owner ?? { path, id }).set(databaseFolder('', id, database), owner ?? { path, id });
      // one problem is enough for a source that is listed twice
      if (owner === undefined || (owner.id === id && !owner.path.startsWith(`sources[${index}]`))) return [];
      const fix = `would be Glue database '${glueDatabase}', which ${owner.path} is already: lakeferry cannot keep both, leave one out or rename it in RDS.`;
      return [{ path, value: database, fix }];
    }),
  );
}
