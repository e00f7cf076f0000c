import type { OpenDestination } from '../access/output-access';
import type { CopyPlace } from '../copy/place';
import type { LargeUpload } from '../payloads';
import { placeOf } from './place-of';
import type { Replicator } from './replicator';

/** Where an upload comes from and goes to: the one version that it was begun for. */
export function placeOfUpload(
  replicator: Replicator,
  { event, version }: LargeUpload,
  open: OpenDestination,
): CopyPlace {
  const place = placeOf(replicator, event, open);
  return { ...place, from: { ...place.from, versionId: version.versionId } };
}
