import type { StorageDescriptor } from '@aws-sdk/client-glue';
import type { Clock } from '../../../clock';
import type { ObjectStore, ObjectSummary } from '../../../service';
import type { Catalog } from '../../glue';

/** Files of one partition (or of a table without partitions), with the values of its keys. */
export interface DataPart {
  readonly values: readonly string[];
  readonly bucket: string;
  readonly objects: readonly ObjectSummary[];
  /** How the files are read. */
  readonly descriptor: StorageDescriptor | undefined;
}

export interface PartDependencies {
  readonly catalog: Catalog;
  readonly objects: ObjectStore;
  /** Projected dates end at its NOW. */
  readonly clock: Pick<Clock, 'now'>;
}

/** Names that begin with `_` or `.` are hidden from queries, as on Athena. */
export const holdsRows = ({ key, size }: ObjectSummary): boolean =>
  size > 0 && !key.endsWith('/') && !/^[_.]/.test(key.split('/').at(-1) ?? '');
