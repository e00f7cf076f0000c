/** What a footer tells of the rows before any of them is read. */
export interface RowCounts {
  /** Rows of each row group, in order. */
  readonly groups: readonly number[];
  /** Columns of a row; those within a nested one count each. */
  readonly columns: number;
}

/** What whoever converts has. */
export interface ConversionLimits {
  /** Bytes of an object. */
  readonly bytes: number;
  readonly seconds: number;
}

const MIB = 1024 ** 2;

/** Of the function that takes events: many messages wait for it. */
export const IN_FUNCTION: ConversionLimits = { bytes: 64 * MIB, seconds: 40 };
/**
 * Of the machine's function, with 10 GiB of /tmp and 900 s: beside the object stand two slices of the result, each of
 * which may become four times what was estimated.
 */
export const IN_MACHINE: ConversionLimits = { bytes: 8 * 1024 * MIB, seconds: 720 };

/** A fifth of what one processor was measured to convert (bench/README.md), and half of what one connection reads. */
const VALUES_A_SECOND = 2_000_000;
const BYTES_A_SECOND = 40 * MIB;

const total = (groups: readonly number[]): number => groups.reduce((sum, rows) => sum + rows, 0);

export const estimatedSeconds = (bytes: number, { groups, columns }: RowCounts): number =>
  bytes / BYTES_A_SECOND + (total(groups) * columns) / VALUES_A_SECOND;

/** Why an object cannot be converted within the limits; `undefined` when it can. `counts` where the footer is known. */
export function exceeded({ bytes, seconds }: ConversionLimits, size: number, counts?: RowCounts): string | undefined {
  if (size > bytes) return `it has ${size} bytes, and at most ${bytes} are converted`;
  if (counts === undefined) return undefined;
  const estimate = Math.ceil(estimatedSeconds(size, counts));
  const rows = `${total(counts.groups)} rows of ${counts.columns} columns`;
  return estimate > seconds ? `its ${rows} take about ${estimate} s, and at most ${seconds} s are there` : undefined;
}

/** Rows from `from` on, without `to`. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** Bytes of the result that are written at once. */
const SLICE_BYTES = 256 * MIB;

/**
 * Cuts the rows into slices of about 256 MiB. A slice ends with a row group where one fits, because what is within a
 * group is read from its beginning.
 */
export function planSlices(groups: readonly number[], bytesPerRow: number, sliceBytes = SLICE_BYTES): RowRange[] {
  const most = Math.max(1, Math.floor(sliceBytes / Math.max(1, bytesPerRow)));
  const slices: { from: number; to: number }[] = [];
  let start = 0;
  for (const rows of groups) {
    const end = start + rows;
    const last = slices.at(-1);
    if (last !== undefined && end - last.from <= most) {
      last.to = end;
    } else {
      for (let from = start; from < end; from += most) slices.push({ from, to: Math.min(end, from + most) });
    }
    start = end;
  }
  return slices;
}
