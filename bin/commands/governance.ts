import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GlueClient } from '@aws-sdk/client-glue';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Command } from 'commander';
import type { Settings } from '../../core/config/types';
import { describeChange, describeMismatch } from '../../core/governance';
import { deployedName, glueDatabaseName } from '../../core/names';
import {
  type ApplyGovernanceEffects,
  createHandler,
  type GovernanceLook,
  lookAt,
} from '../../functions/apply-governance/handler';
import { silentLog } from '../../functions/shared/log';
import { loadSettings } from '../../lib/config';
import { sightRows, sightsMarkdown, sightsTable, type TableSight } from '../governance/sights';
import { chooseTarget, print, type TargetOptions, withTarget } from '../target';

interface DatabaseOptions extends TargetOptions {
  readonly database?: string;
}

/** Exit code of `drift` when something is not as the policy says. */
const DRIFTED = 2;

/** `governance plan`, `apply`, `drift`, `who-can-see`: the policy of lakeferry.config.ts against the live catalog. */
export function registerGovernance(program: Command): void {
  const governance = program
    .command('governance')
    .description('the policy of lakeferry.config.ts against the live catalog');

  withDatabase(governance.command('plan'))
    .description('what apply would change; changes nothing')
    .action(async (options: DatabaseOptions) => {
      const looks = await lookAtAll(options);
      print(looks.map(planDocument), options, (documents) => documents.map(planText).join('\n\n'));
    });

  withDatabase(governance.command('apply'))
    .description('make the catalog what the policy says, and verify what everybody sees')
    .action(async (options: DatabaseOptions) => {
      chooseTarget(options);
      const settings = loadSettings();
      const apply = createHandler(await effectsFor(settings));
      const results: { database: string; changes: number; tables: number }[] = [];
      for (const glueDatabase of databasesOf(settings, options)) {
        results.push({ database: glueDatabase, ...(await apply({ glueDatabase })) });
      }
      print(results, options, (all) =>
        all.map((r) => `${r.database}: ${r.changes} changes, ${r.tables} tables as promised`).join('\n'),
      );
    });

  withDatabase(governance.command('drift'))
    .description(
      `what is not as the policy says, for example because someone changed it by hand; exit code ${DRIFTED} if anything is`,
    )
    .action(async (options: DatabaseOptions) => {
      const looks = await lookAtAll(options);
      const documents = looks.map(planDocument);
      print(documents, options, (all) => all.map(driftText).join('\n'));
      if (documents.some(isDrifted)) process.exitCode = DRIFTED;
    });

  withDatabase(governance.command('who-can-see'))
    .description('the columns and rows that each principal of the policy sees, as Lake Formation evaluates it')
    .option('--principal <id>', 'account, or IAM role ARN', undefined)
    .option('--table <name>', 'one table only')
    .option('--column <name>', 'only tables whose column of that name is seen')
    .option('--markdown', 'print a Markdown report')
    .action(
      async (
        options: DatabaseOptions & { principal?: string; table?: string; column?: string; markdown?: boolean },
      ) => {
        const looks = await lookAtAll(options);
        const rows = looks
          .flatMap(({ live }) => sightRows(live, options.principal))
          .filter((r) => options.table === undefined || r.table === options.table)
          .filter((r) => options.column === undefined || r.columns.includes(options.column));
        print<readonly TableSight[]>(rows, options, options.markdown === true ? sightsMarkdown : sightsTable);
      },
    );
}

const withDatabase = (command: Command): Command =>
  withTarget(command).option('--database <name>', 'one Glue database, for example orders_shop');

/** Reads every database and plans, one after the other: they share the account's tags. */
async function lookAtAll(options: DatabaseOptions): Promise<(GovernanceLook & { readonly database: string })[]> {
  chooseTarget(options);
  const settings = loadSettings();
  const effects = await effectsFor(settings);
  const looks: (GovernanceLook & { database: string })[] = [];
  for (const database of databasesOf(settings, options)) looks.push({ database, ...(await lookAt(effects, database)) });
  return looks;
}

function databasesOf({ sources }: Settings, { database }: DatabaseOptions): string[] {
  const all = sources.flatMap((s) => s.databases.map((d) => glueDatabaseName(s.id, d)));
  if (database === undefined) return all;
  if (all.includes(database)) return [database];
  throw new Error(
    `--database is '${database}', which no source of lakeferry.config.ts makes. Use one of: ${all.join(', ')}.`,
  );
}

async function effectsFor(settings: Settings): Promise<ApplyGovernanceEffects> {
  const { Account = '' } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
  return {
    glue: new GlueClient({}),
    lakeformation: new LakeFormationClient({}),
    dynamodb: new DynamoDBClient({}),
    log: silentLog,
    metric: () => {},
    settings,
    ledgerTable: deployedName('export-ledger'),
    catalogId: Account,
  };
}

interface PlanDocument {
  readonly database: string;
  readonly changes: readonly string[];
  readonly toClassify: readonly string[];
  readonly problems: readonly string[];
  readonly mismatches: readonly string[];
  /** Made by others and left alone. */
  readonly foreign: readonly string[];
}

const planDocument = ({
  database,
  plan,
  mismatches,
  foreign,
}: GovernanceLook & { readonly database: string }): PlanDocument => ({
  database,
  changes: plan.changes.map(describeChange),
  toClassify: plan.toClassify.map(({ table, column }) => `${table}.${column}`),
  problems: plan.problems.map(({ severity, message }) => `${severity}: ${message}`),
  mismatches: mismatches.map(describeMismatch),
  foreign,
});

const isDrifted = ({ changes, problems, mismatches, foreign }: PlanDocument): boolean =>
  changes.length + problems.length + mismatches.length + foreign.length > 0;

const listed = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`  ${title}:`, ...lines.map((line) => `    - ${line}`)];

const planText = ({ database, changes, toClassify, problems }: PlanDocument): string =>
  [
    `${database}: ${changes.length === 0 ? 'nothing to change' : `${changes.length} changes`}`,
    ...listed('changes', changes),
    ...listed('columns to be classified', toClassify),
    ...listed('problems', problems),
  ].join('\n');

const driftText = (document: PlanDocument): string =>
  isDrifted(document)
    ? [
        planText(document),
        ...listed('seen otherwise than promised', document.mismatches),
        ...listed('made by others', document.foreign),
      ].join('\n')
    : `${document.database}: as the policy says`;
