import type { ObjectStore } from '../../../service';
import { groupBy } from './group-by';
import { type GroupingRules, groupTables, type SurveyedFile, type TableGroup } from './group-tables';
import { mergeColumns } from './merge-columns';
import { type FileSchema, type GlueColumn, readFileSchema } from './parquet-schema';
import type { CrawledFile } from './targets';

export interface CrawledPartition {
  readonly values: readonly string[];
  /** With a trailing slash. */
  readonly location: string;
  readonly columns: readonly GlueColumn[];
  readonly stats: Stats;
}

export interface CrawledTable {
  /** As the crawler names it, before prefix and disambiguation. */
  readonly name: string;
  /** With a trailing slash. */
  readonly location: string;
  readonly columns: readonly GlueColumn[];
  readonly partitionKeys: readonly string[];
  readonly partitions: readonly CrawledPartition[];
  readonly stats: Stats;
}

export interface Stats {
  readonly files: number;
  readonly bytes: number;
  readonly rows: number;
}

const MAX_CONCURRENT_READS = 32;

/** Reads footers, each content once: what was read is kept by ETag. */
export class FooterReader {
  readonly #known = new Map<string, FileSchema | 'not parquet'>();
  constructor(private readonly objects: ObjectStore) {}

  /** Files that are not parquet are left out: the crawler's classifier would make no usable table of them. */
  async read(files: readonly CrawledFile[]): Promise<SurveyedFile[]> {
    const schemas: (FileSchema | 'not parquet')[] = new Array(files.length);
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let i = next++; i < files.length; i = next++) schemas[i] = await this.#schemaOf(files[i]!);
    };
    await Promise.all(Array.from({ length: MAX_CONCURRENT_READS }, worker));
    return files.flatMap((file, i) => {
      const schema = schemas[i]!;
      return schema === 'not parquet' ? [] : [{ ...file, schema }];
    });
  }

  async #schemaOf(file: CrawledFile): Promise<FileSchema | 'not parquet'> {
    const identity = `${file.etag}/${file.size}`;
    const known = this.#known.get(identity);
    if (known !== undefined) return known;
    const schema = await this.#readSchema(file);
    this.#known.set(identity, schema);
    return schema;
  }

  async #readSchema(file: CrawledFile): Promise<FileSchema | 'not parquet'> {
    try {
      return await readFileSchema(this.objects, file);
    } catch (error) {
      if (error instanceof Error && /^parquet /.test(error.message)) return 'not parquet';
      if (error instanceof RangeError) return 'not parquet';
      throw error;
    }
  }
}

/** Turns the files of one target into tables with their partitions. */
export function surveyTables(files: readonly SurveyedFile[], rules: GroupingRules): CrawledTable[] {
  return groupTables(files, rules).map(surveyTable);
}

/** A column that is named as a partition key stays in both lists, as crawlers leave it: no query reads such a table. */
function surveyTable(group: TableGroup): CrawledTable {
  const depth = group.folders.length;
  const partitionFolders = groupBy(group.files, (f) => f.folders.slice(depth).join('/'));
  const deepest = Math.max(...group.files.map((f) => f.folders.length - depth));
  const sample = group.files.find((f) => f.folders.length - depth === deepest)!.folders.slice(depth);
  const partitions = [...partitionFolders.values()]
    .filter(([first]) => deepest > 0 && first!.folders.length - depth === deepest)
    .map((files) => surveyPartition(files, depth));
  return {
    name: catalogName(group.folders.at(-1) ?? group.bucket),
    location: s3Location(group.bucket, group.folders),
    columns: mergeColumns(group.files.map((f) => f.schema.columns)),
    partitionKeys: partitionKeys(sample),
    partitions,
    stats: statsOf(group.files),
  };
}

function surveyPartition(files: readonly SurveyedFile[], depth: number): CrawledPartition {
  const [first] = files;
  const folders = first!.folders.slice(depth);
  return {
    values: folders.map((folder) => /^[^=]+=(.*)$/s.exec(folder)?.[1] ?? folder),
    location: s3Location(first!.bucket, first!.folders),
    columns: mergeColumns(files.map((f) => f.schema.columns)),
    stats: statsOf(files),
  };
}

/** `date=2024-01-01` gives `date`; a folder without a key gives `partition_<n>`. */
const partitionKeys = (folders: readonly string[]): string[] =>
  folders.map((folder, i) => {
    const key = /^([^=]+)=/.exec(folder)?.[1];
    return key === undefined ? `partition_${i}` : catalogName(key);
  });

const s3Location = (bucket: string, folders: readonly string[]): string => `s3://${[bucket, ...folders].join('/')}/`;

const statsOf = (files: readonly SurveyedFile[]): Stats => ({
  files: files.length,
  bytes: files.reduce((sum, f) => sum + f.size, 0),
  rows: files.reduce((sum, f) => sum + f.schema.rows, 0),
});

/** As Glue names what it finds: lower case, letters, digits and `_`. */
const catalogName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9_]/g, '_');
