import type { SnapshotKind, SourceSettings } from '../../config/types';
import { configuredKinds, SNAPSHOT_EVENTS, type SourceKind } from './event-ids';

/** An EventBridge event pattern, as PutRule takes it in JSON. */
export interface EventPattern {
  readonly source: readonly string[];
  readonly 'detail-type': readonly string[];
  readonly detail: {
    readonly EventID: readonly string[];
    readonly SourceIdentifier?: readonly { readonly prefix: string }[];
  };
}

/** EventBridge takes patterns of at most 2,048 characters; forty identifiers of 63 characters do not fit, twenty do. */
const PREFIXES_PER_PATTERN = 20;

/**
 * One rule per pattern; no event matches two of them, so each starts one execution.
 *
 * Automated snapshots carry the source's name and are anchored as tightly as patterns allow: `rds:foo-20` keeps out
 * `foo-bar`'s, not those of a database named `foo-20-bar`. Names of manual snapshots say nothing, so every one of the
 * account comes through. `start-export` settles both.
 */
export function snapshotEventPatterns(sources: readonly SourceSettings[]): EventPattern[] {
  return (['aurora-cluster', 'rds-instance'] as const).flatMap((kind) => {
    const ofKind = sources.filter((source) => source.kind === kind);
    return [...automatedPatterns(kind, ofKind), ...anonymousPatterns(kind, ofKind)];
  });
}

function automatedPatterns(kind: SourceKind, sources: readonly SourceSettings[]): EventPattern[] {
  const prefixes = taking(sources, 'automated').map(({ id }) => ({ prefix: `rds:${id}-20` }));
  const patterns: EventPattern[] = [];
  for (let i = 0; i < prefixes.length; i += PREFIXES_PER_PATTERN) {
    patterns.push(pattern(kind, 'automated', prefixes.slice(i, i + PREFIXES_PER_PATTERN)));
  }
  return patterns;
}

/** Manual and AWS Backup snapshots share their event ids: one pattern for both. */
function anonymousPatterns(kind: SourceKind, sources: readonly SourceSettings[]): EventPattern[] {
  if (taking(sources, 'manual').length > 0) return [pattern(kind, 'manual')];
  return taking(sources, 'awsbackup').length > 0 ? [pattern(kind, 'awsbackup', [{ prefix: 'awsbackup:' }])] : [];
}

const taking = (sources: readonly SourceSettings[], snapshotKind: SnapshotKind): readonly SourceSettings[] =>
  sources.filter((source) => configuredKinds(source).includes(snapshotKind));

function pattern(kind: SourceKind, snapshotKind: SnapshotKind, prefixes?: readonly { prefix: string }[]): EventPattern {
  const { detailType, eventIds } = SNAPSHOT_EVENTS[kind];
  return {
    source: ['aws.rds'],
    'detail-type': [detailType],
    detail: {
      EventID: eventIds[snapshotKind],
      ...(prefixes === undefined ? {} : { SourceIdentifier: prefixes }),
    },
  };
}
