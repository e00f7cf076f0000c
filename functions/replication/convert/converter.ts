import type { LineEnds } from '../../../core/config/replication/types';
import type { RowCounts } from '../../../core/replication/conversion';

/** Bytes of the object, the ends of which are looked at before anything else is read. */
export type ReadRange = (range: { readonly first: number; readonly last: number }) => Promise<Buffer>;

/** What an object holds, by its own word. */
export interface Inspected {
  readonly counts: RowCounts;
  /** Names of the columns, in order. */
  readonly columns: readonly string[];
}

/** A piece of the result. Pieces are the whole, one after the other. */
export interface Slice {
  readonly path: string;
  readonly bytes: number;
}

export interface ConversionWork {
  /** The object, on disk. */
  readonly input: string;
  /** Empty, and gone afterwards. */
  readonly folder: string;
  readonly inspected: Inspected;
  readonly lineEnds: LineEnds;
  /** Bytes that a slice is to have. @default 256 MiB */
  readonly sliceBytes?: number;
}

/** One kind of conversion. */
export interface Converter {
  /** Throws {@link NotConvertibleError}. */
  readonly inspect: (read: ReadRange, size: number) => Promise<Inspected>;
  /**
   * Writes the result in slices. Memory is the same whatever the size, and the next slice is begun only when it is
   * asked for. Throws {@link NotConvertibleError}.
   */
  readonly convert: (work: ConversionWork) => AsyncGenerator<Slice>;
}

/** It can never be converted: it is set aside, and the message says why. */
export class NotConvertibleError extends Error {
  override readonly name = 'NotConvertibleError';
}
