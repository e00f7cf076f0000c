import { Size } from 'aws-cdk-lib';
import type { OutputProps } from './output-props';

/** A function of events that converts small objects: 64 MiB and two slices beside them. */
export const converting = ({ duckdb }: Pick<OutputProps, 'duckdb'>) =>
  duckdb === undefined ? {} : { layers: [duckdb], temporaryStorage: Size.gibibytes(4) };
