import type { ServiceName } from '../../../services';
import type { AwsClients } from '../clients';

/** One value in one service that is overwritten again and again; 0 at first. */
export interface Register {
  readonly service: ServiceName;
  readonly what: string;
  /** Before the first kill. */
  setUp?(aws: AwsClients): Promise<unknown>;
  write(aws: AwsClients, value: number): Promise<unknown>;
  /** What is not one of the values written, such as two halves of two values, is NaN. */
  read(aws: AwsClients): Promise<number>;
}

/** The one value that all parts have. */
export function same(parts: readonly (number | string | undefined)[]): number {
  const [first, ...others] = new Set(parts.map(Number));
  return first === undefined || others.length > 0 ? Number.NaN : first;
}
