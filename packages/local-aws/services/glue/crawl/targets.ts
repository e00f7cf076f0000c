import { BoundedRegExp } from '../../../bounded-regexp';
import type { ObjectStore, ObjectSummary } from '../../../service';
import { ServiceError } from '../../../service';

/** `s3://bucket/prefix/` taken apart; `prefix` ends with a slash unless it is empty. */
export interface S3Location {
  readonly bucket: string;
  readonly prefix: string;
}

/** A file that a crawl found. */
export interface CrawledFile extends ObjectSummary {
  readonly bucket: string;
  /** Folders between the bucket and the file. */
  readonly folders: readonly string[];
}

/** Throws InvalidInputException for what is not `s3://bucket[/prefix]`. */
export function parseS3Path(path: string): S3Location {
  const match = /^s3:\/\/([^/]+)\/?(.*)$/.exec(path);
  if (match === null) throw new ServiceError('InvalidInputException', `Path ${path} is not a valid S3 path.`);
  const prefix = match[2]!;
  return { bucket: match[1]!, prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/` };
}

/** Lists a target: no folder markers, nothing empty, nothing excluded. */
export function listTarget(objects: ObjectStore, path: string, exclusions: readonly string[]): CrawledFile[] {
  const { bucket, prefix } = parseS3Path(path);
  const excluded = exclusions.map(globPattern);
  return objects
    .list(bucket, prefix)
    .filter(({ key, size }) => size > 0 && !key.endsWith('/'))
    .filter(({ key }) => !excluded.some((pattern) => pattern.test(key.slice(prefix.length))))
    .map((object) => ({ ...object, bucket, folders: object.key.split('/').slice(0, -1) }));
}

/** Glue's exclude patterns: `*` and `?` stay within a folder, `**` does not; `[a-z]`, `[!a]`, `{a,b}`. */
export function globPattern(glob: string): BoundedRegExp {
  let inBraces = false;
  const source = glob.replace(/\*\*|\[(!?)([^\]]*)\]|\\(.)|[\s\S]/g, (token, negated: string, set: string, escaped) => {
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (set !== undefined) return `[${negated === '!' ? '^' : ''}${set}]`;
    if (escaped !== undefined) return escapeRegExp(String(escaped));
    if (token === '{') inBraces = true;
    if (token === '}') inBraces = false;
    if (token === '{') return '(?:';
    if (token === '}') return ')';
    if (token === ',' && inBraces) return '|';
    return escapeRegExp(token);
  });
  return new BoundedRegExp(new RegExp(`^${source}$`, 's'));
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
