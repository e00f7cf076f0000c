import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { partitionOf } from '../../../core/config/region';
import type { DestinationSettings } from '../../../core/config/replication/types';

/** A parameter of an output that is not what it has to be. Its value is never shown. */
export class OutputParameterError extends Error {
  override readonly name = 'OutputParameterError';
  constructor(parameter: string, why: string) {
    super(`The parameter ${parameter} ${why}`);
  }
}

/** Access keys of an output, as they stand in its SecureString. */
export interface AccessKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

type Ssm = Pick<SSMClient, 'send'>;

const DESTINATION = z.object({
  bucket: z.string().min(3),
  prefix: z.string().default(''),
  account: z.string().regex(/^\d{12}$/),
  region: z.string().min(1),
  keyArn: z.string().optional(),
});
const KEYS = z.object({ accessKeyId: z.string().min(1), secretAccessKey: z.string().min(1) });

/** Where an output writes, as Parameter Store says now. Throws `OutputParameterError`. */
export async function readDestination(ssm: Ssm, parameter: string): Promise<DestinationSettings> {
  const value = await readParameter(ssm, parameter);
  const destination = parse(DESTINATION, value, parameter, 'bucket, account and region of the destination');
  return { ...destination, partition: partitionOf(destination.region) };
}

/** The keys of an output. Throws `OutputParameterError`, which says nothing of their value. */
export async function readKeys(ssm: Ssm, parameter: string): Promise<AccessKeys> {
  const value = await readParameter(ssm, parameter);
  return parse(KEYS, value, parameter, 'accessKeyId and secretAccessKey');
}

async function readParameter(ssm: Ssm, Name: string): Promise<string> {
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
    return Parameter?.Value ?? '';
  } catch (error) {
    if ((error as Error).name !== 'ParameterNotFound') throw error;
    throw new OutputParameterError(
      Name,
      'does not exist. Deploy the output, or put its keys there: docs/replication.md.',
    );
  }
}

/** The words of zod would show the value. */
function parse<T>(schema: z.ZodType<T>, value: string, parameter: string, wants: string): T {
  const result = schema.safeParse(asJson(value));
  if (result.success) return result.data;
  const fields = [...new Set(result.error.issues.map(({ path }) => path.join('.') || 'the whole'))].join(', ');
  throw new OutputParameterError(parameter, `is no JSON with ${wants} (wrong or missing: ${fields}).`);
}

function asJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
