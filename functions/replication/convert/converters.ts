import type { ConversionName } from '../../../core/replication/destination-key';
import type { Converter } from './converter';
import { convertParquet } from './parquet/convert';
import { inspectParquet } from './parquet/inspect';

/** By what is converted. */
export const CONVERTERS: Readonly<Record<ConversionName, Converter>> = {
  parquet: { inspect: inspectParquet, convert: convertParquet },
};
