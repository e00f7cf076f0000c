import { ExportDamagedError } from './errors';

/** `manifest-summary.json`, as far as it is used (recorded by scylladb and aws-labs, facts of the layout). */
export interface ManifestSummary {
  readonly exportArn: string;
  readonly manifestFilesS3Key: string;
  readonly itemCount: number;
}

/** One line of `manifest-files.json`. */
export interface ManifestFile {
  readonly itemCount: number;
  /** Base64, of the compressed bytes. */
  readonly md5Checksum: string;
  readonly dataFileS3Key: string;
}

/** The text of `manifest-summary.json`. Throws {@link ExportDamagedError} for one of another export. */
export function parseSummary(text: string, exportArn: string): ManifestSummary {
  const read = parsed(text) as Partial<ManifestSummary> & { readonly outputFormat?: string };
  const { manifestFilesS3Key, itemCount } = read;
  if (read.exportArn !== exportArn) throw new ExportDamagedError('manifest-summary.json', 'is of another export');
  if (read.outputFormat !== 'DYNAMODB_JSON')
    throw new ExportDamagedError('manifest-summary.json', 'tells another format than DYNAMODB_JSON');
  if (typeof manifestFilesS3Key !== 'string' || !isCount(itemCount))
    throw new ExportDamagedError('manifest-summary.json', 'lacks manifestFilesS3Key or itemCount');
  return { exportArn, manifestFilesS3Key, itemCount };
}

/** The lines of `manifest-files.json`. Throws {@link ExportDamagedError} unless their items add up. */
export function parseFiles(text: string, { itemCount }: Pick<ManifestSummary, 'itemCount'>): ManifestFile[] {
  const files = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => fileOf(parsed(line) as Partial<ManifestFile>));
  const sum = files.reduce((all, each) => all + each.itemCount, 0);
  if (sum !== itemCount)
    throw new ExportDamagedError('manifest-files.json', `lists ${sum} items, and the summary ${itemCount}`);
  return files;
}

function fileOf({ itemCount, md5Checksum, dataFileS3Key }: Partial<ManifestFile>): ManifestFile {
  if (!isCount(itemCount) || typeof md5Checksum !== 'string' || typeof dataFileS3Key !== 'string')
    throw new ExportDamagedError('manifest-files.json', 'has a line without itemCount, md5Checksum or dataFileS3Key');
  return { itemCount, md5Checksum, dataFileS3Key };
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // said below
  }
  throw new ExportDamagedError('The manifest', 'is not JSON');
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
