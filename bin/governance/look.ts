import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GlueClient } from '@aws-sdk/client-glue';
import { KMSClient } from '@aws-sdk/client-kms';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Settings } from '../../core/config/types';
import { namesOf } from '../../core/deployed-names';
import { concernsAccount, policyHash } from '../../core/governance';
import { catalogDatabases } from '../../core/lake/catalog-databases';
import { withGoverned } from '../../core/lake/governed-databases';
import { ownValue } from '../../core/own-value';
import type { ApplyGovernanceEffects } from '../../functions/catalog/apply-governance/effects';
import type { GovernanceLook } from '../../functions/catalog/apply-governance/governor';
import { listRemoved, lookAt } from '../../functions/catalog/apply-governance/handler';
import { readPolicies } from '../../functions/catalog/apply-governance/policy-ledger';
import { AccountListsCache } from '../../functions/shared/lakeformation/account-lists';
import { DatabaseNotFoundError } from '../../functions/shared/lakeformation/errors';
import { Pace, UNPACED } from '../../functions/shared/lakeformation/pace';
import { FilePoliciesCache } from '../../functions/shared/lakeformation/read-file-policies';
import { CatalogCache } from '../../functions/shared/lakeformation/read-surroundings';
import type { Reader } from '../../functions/shared/lakeformation/reader';
import { silentLog } from '../../functions/shared/log';
import { chooseTarget, type TargetOptions } from '../target';
import { type PolicyStanding, standingOf } from './policy-standing';

export interface DatabaseOptions extends TargetOptions {
  readonly database?: string;
}

/** A database as it is, and what the policy makes of it. */
export interface DatabaseLook extends GovernanceLook {
  readonly database: string;
  /** Whose runs govern it, as the configuration names it. Absent: it was taken out, so every run does. */
  readonly source?: string;
  /** The last run made it as the very policy of the configuration says. */
  readonly isSamePolicy: boolean;
}

/** Everything that a command of `governance` looked at. */
export interface Looked {
  readonly settings: Settings;
  readonly effects: ApplyGovernanceEffects;
  readonly standing: PolicyStanding;
  readonly databases: readonly DatabaseLook[];
  /** Of the configuration, and not in the catalog: no deployment has made them yet. */
  readonly absent: readonly string[];
}

export interface LookOptions {
  readonly listsClean?: boolean;
  /** Of `chooseTarget`, when it was asked already. @default it is asked */
  readonly chosen?: Settings;
}

/**
 * Reads every database and plans, one after the other: they share the account's tags. Those that were taken out of the
 * configuration are among them until they are clean; with `listsClean` also then.
 */
export async function lookAtAll(
  options: DatabaseOptions,
  { listsClean = false, chosen }: LookOptions = {},
): Promise<Looked> {
  const settings = chosen ?? (await chooseTarget(options));
  const effects = await effectsFor(settings, options);
  const policies = await readPolicies({ dynamodb: effects.dynamodb, tableName: effects.ledgerTable });
  const configured = policyHash(settings);
  const sources = new Map(catalogDatabases(settings).map(({ name, source }) => [name, source.id]));
  const databases: DatabaseLook[] = [];
  const absent: string[] = [];
  for (const database of await databasesOf(settings, options, effects)) {
    try {
      const look = await lookAt(effects, database);
      if (!listsClean && options.database === undefined && isClean(look, database, effects)) continue;
      const isSamePolicy = ownValue(policies.applied, database)?.hash === configured;
      databases.push({ database, source: sources.get(database), isSamePolicy, ...look });
    } catch (error) {
      if (!(error instanceof DatabaseNotFoundError)) throw error;
      absent.push(database);
    }
  }
  return { settings, effects, standing: standingOf(settings, policies.deployed), databases, absent };
}

/** For what a command asks of Lake Formation beside the looks at its databases. */
export const readerOf = ({
  effects: { glue, lakeformation, catalogId, wait = (ms: number) => sleep(ms), ...more },
}: Looked): Reader => ({
  glue,
  lakeformation,
  catalogId,
  wait,
  random: more.random ?? Math.random,
  now: more.now ?? Date.now,
});

/** Taken out of the configuration, and nothing is left of it that is to be taken back or that others hold. */
const isClean = (
  { plan, mismatches, foreign }: GovernanceLook,
  database: string,
  { governed }: ApplyGovernanceEffects,
): boolean =>
  governed?.databases.includes(database) === false &&
  plan.changes.length + mismatches.length === 0 &&
  foreign.every(concernsAccount);

/** Those that were taken out of the configuration come last. */
async function databasesOf(
  settings: Settings,
  { database }: DatabaseOptions,
  effects: ApplyGovernanceEffects,
): Promise<string[]> {
  const all = [...catalogDatabases(settings).map(({ name }) => name), ...(await listRemoved(effects))];
  if (database === undefined) return all;
  if (all.includes(database)) return [database];
  throw new Error(
    `--database is '${database}', which is not a Glue database of the configuration. Use one of: ${all.join(', ')}.`,
  );
}

async function effectsFor(settings: Settings, { local = false }: TargetOptions): Promise<ApplyGovernanceEffects> {
  const { Account = '' } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
  return {
    glue: new GlueClient({}),
    lakeformation: new LakeFormationClient({}),
    dynamodb: new DynamoDBClient({}),
    files: { s3: new S3Client({}), kms: new KMSClient({}), settings },
    filePolicies: new FilePoliciesCache(),
    log: silentLog,
    metric: () => {},
    settings,
    governed: withGoverned(settings).governance.governed,
    ledgerTable: namesOf(settings.environment).deployed('ledger'),
    catalogId: Account,
    lists: new AccountListsCache(),
    catalog: new CatalogCache(),
    // one pace for all databases; the local runtime throttles nobody
    pace: local ? UNPACED : new Pace({ now: Date.now, wait: (ms) => sleep(ms) }),
  };
}
