import { groupBy } from './group-by';
import { mergeColumns, similarity } from './merge-columns';
import type { FileSchema, GlueColumn } from './parquet-schema';
import type { CrawledFile } from './targets';

/** A file with what its footer said; files that are not parquet are not surveyed. */
export interface SurveyedFile extends CrawledFile {
  readonly schema: FileSchema;
}

/** Files that make one table: all below `folders` of `bucket`. */
export interface TableGroup {
  readonly bucket: string;
  /** Table root, folders from the bucket down. */
  readonly folders: readonly string[];
  readonly files: readonly SurveyedFile[];
}

export interface GroupingRules {
  /** Folders of the include path: no table starts above them. */
  readonly includeDepth: number;
  /** TableLevelConfiguration: the bucket is level 1. */
  readonly level?: number;
  /** TableGroupingPolicy CombineCompatibleSchemas: one table per include path. */
  readonly combine: boolean;
}

/** Folders are partitions of one table "when the majority of schemas at a folder level are similar". */
const SIMILAR_ENOUGH = 0.7;

/** Decides which folders are tables. Files of one target, all of one bucket. */
export function groupTables(files: readonly SurveyedFile[], rules: GroupingRules): TableGroup[] {
  if (rules.level !== undefined) return groupAtDepth(files, rules.level - 1);
  if (rules.combine) return groupAtDepth(files, rules.includeDepth);
  return groupBySchema(files, rules.includeDepth);
}

/** Files above that depth belong to no table. */
function groupAtDepth(files: readonly SurveyedFile[], depth: number): TableGroup[] {
  return [...byFolder(files, depth).values()].map((group) => tableOf(group, depth));
}

const tableOf = (files: readonly SurveyedFile[], depth: number): TableGroup => ({
  bucket: files[0]!.bucket,
  folders: files[0]!.folders.slice(0, depth),
  files,
});

/** Groups by the path of the first `depth` folders; leaves out what lies higher. */
function byFolder(files: readonly SurveyedFile[], depth: number): Map<string, SurveyedFile[]> {
  return groupBy(
    files.filter((f) => f.folders.length >= depth),
    (f) => f.folders.slice(0, depth).join('/'),
  );
}

function groupBySchema(files: readonly SurveyedFile[], depth: number): TableGroup[] {
  const [first] = files;
  if (first === undefined) return [];
  const holdsFiles = files.some((f) => f.folders.length === depth);
  const children = [...byFolder(files, depth + 1).values()];
  const arePartitions = children.every((child) => /^[^=]+=/.test(child[0]!.folders[depth]!));
  if (holdsFiles || arePartitions || (children.length > 1 && mostlySimilar(children))) return [tableOf(files, depth)];
  return children.flatMap((child) => groupBySchema(child, depth + 1));
}

function mostlySimilar(children: readonly (readonly SurveyedFile[])[]): boolean {
  const schemas = children.map((child) => mergeColumns(child.map((f) => f.schema.columns)));
  const alike = (a: readonly GlueColumn[]): number => schemas.filter((b) => similarity(a, b) >= SIMILAR_ENOUGH).length;
  return Math.max(...schemas.map(alike)) > schemas.length / 2;
}
