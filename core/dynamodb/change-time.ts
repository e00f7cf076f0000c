import { UnreadableRecordError } from './flatten/errors';

/** Of `ApproximateCreationDateTimePrecision`; absent from older records, and where it was never set. */
export type Precision = 'MICROSECOND' | 'MILLISECOND' | undefined;

/**
 * Microseconds since 1970. Without a precision the magnitude tells the unit: 1e11 are seconds of the year 5138, and
 * milliseconds of 1973.
 */
export function changeMicros(time: number, precision: Precision): number {
  const micros = time * factorOf(time, precision);
  if (!Number.isSafeInteger(micros) || micros <= 0) {
    throw new UnreadableRecordError('ApproximateCreationDateTime is not a time since 1970');
  }
  return micros;
}

function factorOf(time: number, precision: Precision): number {
  if (precision === 'MICROSECOND') return 1;
  if (precision === 'MILLISECOND') return 1_000;
  if (time < 1e11) return 1_000_000;
  return time < 1e14 ? 1_000 : 1;
}
