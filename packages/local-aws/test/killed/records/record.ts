import type { ServiceName } from '../../../services';
import type { AwsClients } from '../clients';

/** Something that is made again and again and must stay, or come to its end, once its call was answered. */
export interface Record {
  readonly service: ServiceName;
  readonly what: string;
  /** Before the first kill. */
  setUp?(aws: AwsClients): Promise<unknown>;
  /** Resolves with what it is known by; undefined when the service had no room for it. */
  make(aws: AwsClients, id: string): Promise<string | undefined>;
  /** Those of `made` that are lost, or not at their end, with the reason. */
  missing(aws: AwsClients, made: readonly string[]): Promise<string[]>;
  /** Comes to its end after the last kill only: until then nothing is asked. */
  readonly isSlow?: true;
}

/** Every one for which `problem` has a text. */
export async function problemsOf(
  made: readonly string[],
  problem: (id: string) => Promise<string | undefined>,
): Promise<string[]> {
  const problems: string[] = [];
  for (const id of made) {
    const found = await problem(id);
    if (found !== undefined) problems.push(`${id}: ${found}`);
  }
  return problems;
}

/** The name of the error that a call is refused with; undefined for one that is answered. */
export async function refusalOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if ((error as { $fault?: string }).$fault === undefined) throw error;
    return (error as Error).name;
  }
}
