import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Settings, SourceSettings } from '../../../core/config/types';
import { sharedTables } from '../../../core/governance/model/shared-tables';
import { databaseNames } from '../../../core/lake/database-names';
import { partitionFolder } from '../../../core/publishing/partition-folder';
import {
  CompletenessJudge,
  destinationFileName,
  type ExportFile,
  exportFolder,
  folderName,
  infoFileKind,
  isDataFile,
  parseExportKey,
  parseWarningMessage,
  readTablesInfo,
} from '../../../core/snapshots/layout';
import type { CopyItem } from '../../publishing/payloads';
import { type ListedObject, listPages, type PacedS3 } from '../../shared/s3-lean';
import type { ExportRef } from '../payloads';
import { placeOfExport } from '../place-of-export';
import { ExportMissingError } from './errors';

export interface SurveyEffects {
  /** For the few objects that are read. */
  readonly s3: Pick<S3Client, 'send'>;
  /** For the listing. */
  readonly paced: PacedS3;
  readonly settings: Pick<Settings, 'environment' | 'lake' | 'governance'>;
}

/** One export: what is at its top, and the judge of its tables, who has read RDS's own files and warnings. */
export interface Survey {
  readonly judge: CompletenessJudge;
  /** What is to be copied, page by page in key order. Fills the judge as it is read. */
  readonly items: () => AsyncGenerator<readonly CopyItem[], void>;
}

/** Opens an export. Throws {@link ExportMissingError} when nothing is there. */
export async function surveyExport(
  { s3, paced, settings }: SurveyEffects,
  {
    source,
    exported,
    warning,
  }: { readonly source: SourceSettings; readonly exported: ExportRef; readonly warning: string },
): Promise<Survey> {
  const { bucket } = exported;
  const folder = exportFolder(exported.prefix, exported.exportTaskId);
  const top = { folders: [] as string[], infoKeys: [] as string[], isEmpty: true };
  for await (const { objects, folders } of listPages(paced, { bucket, prefix: folder, delimiter: '/' })) {
    top.folders.push(...folders.map((f) => f.slice(folder.length, -1)));
    top.infoKeys.push(
      ...objects.map((o) => o.key).filter((key) => infoFileKind(key.slice(folder.length)) === 'tables-info'),
    );
    top.isEmpty &&= objects.length === 0 && folders.length === 0;
  }
  if (top.isEmpty) throw new ExportMissingError(bucket, folder);

  const judge = new CompletenessJudge(source, top.folders, {
    partitionKey: settings.lake.partitionKey,
    glueDatabaseOf: (database) => databaseNames(settings, source.id, database).name,
    sharedTablesOf: (glueDatabase) => sharedTables(settings.governance, glueDatabase),
  });
  for (const key of top.infoKeys) judge.addTablesInfo(readTablesInfo(await readText(s3, bucket, key)));
  judge.addWarnings(parseWarningMessage(warning));
  const published = new Set(source.databases.map(folderName));
  for (const database of top.folders) {
    for await (const table of tableFolders(paced, bucket, `${folder}${database}/`)) judge.addListed(database, table);
  }
  judge.skipNameClashes();
  const planner = {
    settings,
    exported,
    folder,
    judge,
  };

  async function* items(): AsyncGenerator<readonly CopyItem[], void> {
    for (const database of top.folders.filter((each) => published.has(each))) {
      const prefix = `${folder}${database}/`;
      for await (const { objects } of listPages(paced, { bucket, prefix })) yield planPage(planner, objects);
    }
  }
  return { judge, items };
}

/** All of them before the first file is planned, whatever RDS's own files tell: a request for a thousand tables. */
async function* tableFolders(paced: PacedS3, bucket: string, prefix: string): AsyncGenerator<string, void> {
  for await (const { folders } of listPages(paced, { bucket, prefix, delimiter: '/' })) {
    for (const table of folders) yield table.slice(prefix.length, -1);
  }
}

async function readText(s3: Pick<S3Client, 'send'>, Bucket: string, Key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString()) ?? '';
}

interface Planner {
  readonly settings: Pick<Settings, 'environment' | 'lake'>;
  readonly exported: ExportRef;
  readonly folder: string;
  readonly judge: CompletenessJudge;
}

function planPage(planner: Planner, objects: readonly ListedObject[]): CopyItem[] {
  return objects.flatMap((object) => {
    const file = parseExportKey(object.key.slice(planner.folder.length));
    return file === undefined ? [] : planFile(planner, file, object);
  });
}

/** The file's way into the lake; nothing for markers and for tables that are not published. */
function planFile(planner: Planner, file: ExportFile, { key, size, etag }: ListedObject): CopyItem[] {
  const { judge, exported, settings } = planner;
  const { databaseFolder, tableFolder } = file;
  const isData = isDataFile(file.file);
  judge.addListed(databaseFolder, tableFolder, isData ? 1 : 0, isData ? size : 0);
  const names = judge.publishedNames(databaseFolder, tableFolder);
  if (!isData || names === undefined) return [];
  const { exportTaskId } = exported;
  const place = placeOfExport(settings, exported, names.database);
  const destinationKey =
    partitionFolder(place, names.glueTable) + destinationFileName(file, { exportTaskId, etag, size });
  return [{ sourceKey: key, destinationKey, size, etag }];
}
