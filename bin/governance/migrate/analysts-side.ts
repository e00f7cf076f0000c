import { setTimeout as sleep } from 'node:timers/promises';
import { GlueClient } from '@aws-sdk/client-glue';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Grant, principalOf } from '../../../core/governance';
import { merged, readGrants } from '../../../functions/shared/lakeformation/read-grants';
import { profileAdvice } from '../../describe-error';

export interface AnalystsSide {
  /** Twelve digits. */
  readonly account: string;
  /** The lake's account. */
  readonly catalogId: string;
  readonly region: string;
  /** Of the AWS configuration, with credentials of the analytics account. */
  readonly profile?: string;
  /** The local runtime takes the number of an account for its credentials. */
  readonly isLocal: boolean;
}

/**
 * What the analytics account gave on to its own principals, as its Lake Formation lists it. No document says whether
 * grants on a shared resource are listed under the catalog of their owner or of the caller, so both are asked.
 */
export async function readGivenOn({ account, catalogId, region, profile, isLocal }: AnalystsSide): Promise<Grant[]> {
  const config = isLocal
    ? { region, credentials: { accessKeyId: account, secretAccessKey: 'local' } }
    : { region, profile };
  await requireAccount(config, account, profile);
  const lakeformation = new LakeFormationClient(config);
  const patience = { wait: (ms: number) => sleep(ms), random: Math.random, now: Date.now };
  const asked = await Promise.all(
    [catalogId, account].map((each) =>
      readGrants({ glue: new GlueClient(config), lakeformation, catalogId: each, ...patience }, {}),
    ),
  );
  const isRole = ({ principal }: Grant): boolean =>
    principal !== account && principalOf(principal).accountId === account;
  return merged(asked.flat().filter(isRole)).map((grant) => ({ ...grant, grantedIn: account }));
}

async function requireAccount(
  config: { readonly region: string },
  account: string,
  profile: string | undefined,
): Promise<void> {
  const { Account } = await callerOf(config, profile);
  if (Account === account) return;
  throw new Error(
    `--analysts-profile is '${profile}', whose credentials are those of account ${Account}. Name a profile of ${account}, which is accounts.analytics.`,
  );
}

/** The chain of credentials does not name the profile that gives none. */
async function callerOf(config: { readonly region: string }, profile: string | undefined) {
  try {
    return await new STSClient(config).send(new GetCallerIdentityCommand({}));
  } catch (cause) {
    if (profile === undefined || !(cause instanceof Error) || cause.name !== 'CredentialsProviderError') throw cause;
    throw new Error(`--analysts-profile is '${profile}', which gives no credentials: ${profileAdvice(profile)}`, {
      cause,
    });
  }
}
