import { destinationKey } from '../../../core/replication/destination-key';
import { ofOutput, REPLICATION_METRIC } from '../../../core/replication/names';
import type { ObjectEvent } from '../../../core/replication/object-event';
import type { OpenDestination } from '../access/output-access';
import type { CopyPlace } from '../copy/place';
import type { Replicator } from './replicator';

/** Where an object of an output comes from and goes to. Bytes that pass are counted on either side. */
export function placeOf(
  { output, source, mark, metric, random }: Replicator,
  { bucket, key }: ObjectEvent,
  { destination, stream }: OpenDestination,
): CopyPlace {
  const counting = (name: string) => (bytes: number) => metric(name, 'Bytes', bytes, ofOutput(output.name));
  return {
    source: { side: 'source', s3: source, random, moved: counting(REPLICATION_METRIC.bytesDownloading) },
    destination: { side: 'destination', s3: stream, random, moved: counting(REPLICATION_METRIC.bytesUploading) },
    from: { bucket, key },
    to: {
      bucket: destination.bucket,
      key: destinationKey(output, destination.prefix, key),
      account: destination.account,
      ...(destination.keyArn === undefined ? {} : { keyArn: destination.keyArn }),
      storageClasses: output.storageClasses,
      mark,
    },
    isServerSide: output.copy === 'server-side',
  };
}
