import type { GlueClient } from '@aws-sdk/client-glue';
import type { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import type { Patience } from './persist';

export interface Reader extends Patience {
  readonly glue: Pick<GlueClient, 'send'>;
  readonly lakeformation: Pick<LakeFormationClient, 'send'>;
  /** Twelve digits. */
  readonly catalogId: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export const isNotFound = (error: unknown): boolean =>
  error instanceof Error && error.name === 'EntityNotFoundException';
