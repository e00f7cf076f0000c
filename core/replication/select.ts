import type { OutputSettings, ReplicatedDeletes, ReplicationSourceSettings } from '../config/replication/types';
import { ignores } from './ignore';
import type { ObjectEvent } from './object-event';

/** Why an event is no business of an output. */
export type LeftOut = 'OTHER_BUCKET' | 'OTHER_PREFIX' | 'IGNORED' | 'DELETES_STAY';

export interface Selection {
  readonly source: Pick<ReplicationSourceSettings, 'prefix'> & { readonly bucket: string };
  readonly output: Pick<OutputSettings, 'ignore' | 'deletes'>;
}

/** Tells why an event is left out; `undefined` for one that the output wants. */
export function selecting({ source, output }: Selection): (event: ObjectEvent) => LeftOut | undefined {
  const isIgnored = ignores(output.ignore);
  return ({ bucket, key, kind }) => {
    if (bucket !== source.bucket) return 'OTHER_BUCKET';
    if (!key.startsWith(source.prefix)) return 'OTHER_PREFIX';
    if (isIgnored(bucket, key)) return 'IGNORED';
    return kind === 'created' || replicates(output.deletes, kind) ? undefined : 'DELETES_STAY';
  };
}

const replicates = (deletes: ReplicatedDeletes, kind: 'deleted' | 'expired'): boolean =>
  deletes === 'deleted-and-expired' || (deletes === 'deleted' && kind === 'deleted');
