import { ownValue } from '../../own-value';
import type { Placed } from '../branch';
import { fieldPath, type Problem } from '../problems';
import { SOURCES } from './catalog-databases';
import {
  EXPORT_FACTS,
  type ExportKind,
  REGION_EXPORTS,
  REGION_EXPORTS_AS_OF,
  type RegionExports,
} from './region-exports';
import type { SourceConfig } from './types';

type PlacedSource = Placed<SourceConfig>;

/** Refuses what RDS does not export in the Region: every night would fail at its first step. */
export function judgeRegionOfSources(sources: readonly PlacedSource[], region: string): Problem[] {
  const exports = ownValue(REGION_EXPORTS, region);
  if (exports === undefined) return [];
  return kindsOf(sources)
    .filter((kind) => exports[kind] === 'no')
    .map((kind) => refusal(kind, sources, region, exports));
}

/** Tells what the table of Regions does not know: a Region that is newer, or on which AWS's pages disagree. */
export function warnOfRegion(sources: readonly PlacedSource[], region: string): Problem[] {
  const exports = ownValue(REGION_EXPORTS, region);
  const kinds = kindsOf(sources).filter((kind) => exports === undefined || exports[kind] === 'unclear');
  return kinds.map((kind) => {
    const { what, source } = EXPORT_FACTS[kind];
    const reason =
      exports === undefined
        ? `is not in lakeferry's table of Regions, which is of ${REGION_EXPORTS_AS_OF}: AWS may have opened it later`
        : `is a Region on which AWS's documents disagree (${REGION_EXPORTS_AS_OF})`;
    const fix = `${reason}. Check that RDS exports ${what} there before you deploy, else every export fails: ${source}`;
    return { path: REGION, value: region, fix };
  });
}

const REGION = fieldPath(['environment', 'region']);

/** What a source asks RDS to export. */
function kindOf({ kind, trigger }: SourceConfig): ExportKind {
  if (kind === 'rds-instance') return 'rdsSnapshots';
  return trigger !== undefined && 'schedule' in trigger ? 'auroraClusters' : 'auroraSnapshots';
}

const kindsOf = (sources: readonly PlacedSource[]): ExportKind[] => [
  ...new Set(sources.map(({ entry }) => kindOf(entry))),
];

function refusal(kind: ExportKind, sources: readonly PlacedSource[], region: string, exports: RegionExports): Problem {
  const { what, source } = EXPORT_FACTS[kind];
  const asking = sources.filter(({ entry }) => kindOf(entry) === kind).map(({ index }) => `${SOURCES}[${index}]`);
  const fix =
    `is a Region where RDS does not export ${what}, as ${listed(asking)} would need. ${instead(kind, exports)} ` +
    `AWS's list, read on ${REGION_EXPORTS_AS_OF}: ${source}. If AWS has added the Region since, correct core/config/snapshots/region-exports.ts.`;
  return { path: REGION, value: region, fix };
}

const MOST_SHOWN = 5;

const listed = (all: readonly string[]): string =>
  all.length <= MOST_SHOWN
    ? all.join(', ')
    : `${all.slice(0, MOST_SHOWN).join(', ')} and ${all.length - MOST_SHOWN} more`;

function instead(kind: ExportKind, exports: RegionExports): string {
  if (kind === 'auroraSnapshots' && exports.auroraClusters === 'yes') {
    return "Give them trigger: { schedule: 'cron(0 2 * * ? *)' }: the live cluster can be exported there.";
  }
  if (kind === 'auroraClusters' && exports.auroraSnapshots === 'yes') {
    return "Give them trigger: { snapshots: ['automated'] }: snapshots can be exported there.";
  }
  return 'Take them out, or copy their snapshots to another Region and deploy there.';
}
