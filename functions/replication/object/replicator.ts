import type { SFNClient } from '@aws-sdk/client-sfn';
import type { OutputSettings } from '../../../core/config/replication/types';
import type { Log, RecordMetric } from '../../shared/log';
import type { StreamS3 } from '../../shared/s3-stream';
import type { OutputAccess } from '../access/output-access';
import type { Receipts } from '../claim/claim-object';

/** The machine that goes on with an object. */
export type Successor = 'replicate-large-object' | 'convert-object';

export interface HandOver {
  readonly sfn: Pick<SFNClient, 'send'>;
  /** Throws where the output has no such machine. */
  readonly machineArn: (successor: Successor) => string;
  /** Bytes from which on an object goes to `replicate-large-object` at once. @default LARGE_BYTES */
  readonly largeBytes?: number;
}

/** What replicates the objects of one output, from events or after a comparison. */
export interface Replicator {
  readonly output: OutputSettings;
  /** Of this account, as the function's own role. */
  readonly source: StreamS3;
  readonly access: Pick<OutputAccess, 'open'>;
  readonly receipts: Receipts;
  /** Of this output, see `core/replication/mark.ts`. */
  readonly mark: string;
  /** Machines that go on with what outlasts a function. @default there are none: a function goes on each time */
  readonly handOver?: HandOver;
  /** A folder of this function alone, for what is converted. @default a new one each time */
  readonly scratch?: string;
  readonly now: () => number;
  /** Between 0 and 1, for the wait before a further try of a request. @default Math.random */
  readonly random?: () => number;
  /** A new id for each try. */
  readonly newId: () => string;
  readonly log: Log;
  readonly metric: RecordMetric;
}
