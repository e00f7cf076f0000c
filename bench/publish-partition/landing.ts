import { hash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LandingFile } from '../../core/dynamodb/publishing/batches';

export const DATE = '2026-11-27';
const FILE_BYTES = 1024 ** 2;
const MIDNIGHT = Date.UTC(2026, 10, 27) * 1000;
/** Of the rows of a file: Kinesis and Firehose deliver them once more, in the next file. */
const REPEATED = 0.05;
const KEYS = 50_000;

/** 38 digits, of which each counts. */
export const digitsOf = (row: number): string => `9${String(row).padStart(37, '0')}`;

/** Compresses no better than hex digits do. */
const noiseOf = (row: number): string =>
  Array.from({ length: 4 }, (_, index) => hash('sha256', `${row} ${index}`)).join(' ');

/** About 1 kB, as flatten-items writes it. */
const lineOf = (row: number, sequence: number): string =>
  `${JSON.stringify({
    ddb_table: 'orders',
    ddb_event: row % 20 === 0 ? 'REMOVE' : 'MODIFY',
    ddb_version: MIDNIGHT + row * 90_000,
    ddb_sequence: `4964${String(sequence).padStart(52, '0')}`,
    ddb_event_id: `${String(sequence).padStart(32, '0')}`,
    ddb_source: 'STREAM',
    ddb_ttl: false,
    id: `order-${(row * 7919) % KEYS}`,
    address__city: `city ${row % 500}`,
    address__street: `street ${(row * 31) % 9973}, no. ${row % 97}`,
    due: `2026-12-${String(1 + (row % 28)).padStart(2, '0')}`,
    lines: JSON.stringify(
      Array.from({ length: 4 }, (_, line) => ({ article: (row * 13 + line) % 4001, pieces: line + 1 })),
    ),
    note: `note ${row} ${noiseOf(row)}`,
    total: digitsOf(row),
  })}\n`;

export interface Landing {
  readonly files: readonly LandingFile[];
  /** Without those that came again. */
  readonly rows: number;
}

/** Files of 1 MiB, below `folder` as S3 would have them. */
export function writeLanding(folder: string, count: number): Landing {
  let row = 0;
  let again: number[] = [];
  const files = Array.from({ length: count }, (_, number): LandingFile => {
    const lines = again.map((each) => lineOf(each, 10_000_000 + each));
    let bytes = lines.reduce((sum, line) => sum + line.length, 0);
    const first = row;
    while (bytes < FILE_BYTES) {
      lines.push(lineOf(row, row));
      bytes += lines.at(-1)!.length;
      row++;
    }
    again = Array.from({ length: Math.floor((row - first) * REPEATED) }, (_each, index) => first + index);
    const key = `dynamodb/shop/date=${DATE}/${String(number).padStart(6, '0')}`;
    mkdirSync(dirname(join(folder, key)), { recursive: true });
    writeFileSync(join(folder, key), lines.join(''));
    return { key, size: bytes };
  });
  return { files, rows: row };
}
