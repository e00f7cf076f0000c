import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GlueClient } from '@aws-sdk/client-glue';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Command } from 'commander';
import type { Settings } from '../../core/config/types';
import { namesOf } from '../../core/deployed-names';
import { describeChange, describeForeign, describeMismatch } from '../../core/governance';
import { catalogDatabases } from '../../core/lake/catalog-databases';
import {
  type ApplyGovernanceEffects,
  createHandler,
  type GovernanceLook,
  lookAt,
} from '../../functions/catalog/apply-governance/handler';
import { AccountListsCache } from '../../functions/shared/lakeformation/account-lists';
import { Pace, UNPACED } from '../../functions/shared/lakeformation/pace';
import { silentLog } from '../../functions/shared/log';
import { crawlerRoleOf } from '../governance/crawler-role';
import { readQuestion, requireKnown } from '../governance/question';
import { sightRows, sightsMarkdown, sightsTable, type TableSight } from '../governance/sights';
import { chooseTarget, print, type TargetOptions, withTarget } from '../target';

interface DatabaseOptions extends TargetOptions {
  readonly database?: string;
}

/** Exit code of `drift` when something is not as the policy says. */
const DRIFTED = 2;

/** `governance plan`, `apply`, `drift`, `who-can-see`: the policy of the configuration against the live catalog. */
export function registerGovernance(program: Command): void {
  const governance = program
    .command('governance')
    .description('the policy of the configuration against the live catalog');

  withDatabase(governance.command('plan'))
    .description(
      `what apply would change; changes nothing. Exit code 1 if the policy has mistakes that keep tables closed`,
    )
    .action(async (options: DatabaseOptions) => {
      const looks = await lookAtAll(options);
      print(looks.map(planDocument), options, (documents) => documents.map(planText).join('\n\n'));
      if (looks.some(hasErrors)) process.exitCode = 1;
    });

  withDatabase(governance.command('apply'))
    .description('make the catalog what the policy says, and verify what everybody sees')
    .action(async (options: DatabaseOptions) => {
      const settings = await chooseTarget(options);
      const apply = createHandler(await effectsFor(settings, options));
      const results: AppliedDocument[] = [];
      for (const database of databasesOf(settings, options)) results.push(await applyTo(apply, database));
      print(results, options, (all) => all.map(appliedText).join('\n'));
      if (results.some(({ error }) => error !== undefined)) process.exitCode = 1;
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
    .option(
      '--principal <id>',
      'one account (twelve digits), or IAM or organisation ARN; without it, everybody who holds a grant',
    )
    .option('--table <name>', 'one table only; <database>.<table> where several databases have it')
    .option('--column <name>', 'only who sees the column of that name')
    .option('--markdown', 'print a Markdown report')
    .action(
      async (
        options: DatabaseOptions & { principal?: string; table?: string; column?: string; markdown?: boolean },
      ) => {
        const question = readQuestion(options);
        const looks = await lookAtAll(options);
        const states = looks.map(({ live }) => live);
        requireKnown(states, question);
        const rows = states.flatMap((live) => sightRows(live, question));
        print<readonly TableSight[]>(rows, options, options.markdown === true ? sightsMarkdown : sightsTable);
      },
    );
}

const withDatabase = (command: Command): Command =>
  withTarget(command).option('--database <name>', 'one Glue database, for example orders_shop');

/** Reads every database and plans, one after the other: they share the account's tags. */
async function lookAtAll(options: DatabaseOptions): Promise<(GovernanceLook & { readonly database: string })[]> {
  const settings = await chooseTarget(options);
  const effects = await effectsFor(settings, options);
  const looks: (GovernanceLook & { database: string })[] = [];
  for (const database of databasesOf(settings, options)) {
    const crawlerRole = await crawlerRoleOf(settings, effects.glue, database);
    looks.push({ database, ...(await lookAt({ ...effects, crawlerRole }, database)) });
  }
  return looks;
}

function databasesOf(settings: Settings, { database }: DatabaseOptions): string[] {
  const all = catalogDatabases(settings).map(({ name }) => name);
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
    log: silentLog,
    metric: () => {},
    settings,
    ledgerTable: namesOf(settings.environment).deployed('ledger'),
    catalogId: Account,
    lists: new AccountListsCache(),
    // one pace for all databases; the local runtime throttles nobody
    pace: local ? UNPACED : new Pace({ now: Date.now, wait: (ms) => sleep(ms) }),
  };
}

interface AppliedDocument {
  readonly database: string;
  readonly changes?: number;
  readonly tables?: number;
  readonly toClassify?: number;
  /** Why it is not as the policy says. */
  readonly error?: { readonly name: string; readonly message: string };
}

/** One database that fails does not keep the others from being governed. */
async function applyTo(apply: ReturnType<typeof createHandler>, glueDatabase: string): Promise<AppliedDocument> {
  try {
    return { database: glueDatabase, ...(await apply({ glueDatabase })) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { database: glueDatabase, error: { name: error.name, message: error.message } };
  }
}

const appliedText = ({ database, changes = 0, tables = 0, toClassify = 0, error }: AppliedDocument): string =>
  error === undefined
    ? `${database}: ${counted(changes, 'change')}, ${counted(tables, 'table')} as promised${
        toClassify === 0 ? '' : `, ${counted(toClassify, 'column')} held back until classified`
      }`
    : `${database}: ${error.name}: ${error.message}`;

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const hasErrors = ({ plan }: GovernanceLook): boolean => plan.problems.some(({ severity }) => severity !== 'warning');

interface PlanDocument {
  readonly database: string;
  readonly changes: readonly string[];
  readonly toClassify: readonly string[];
  /** Listed in the policy, and visible as before. */
  readonly widened: readonly string[];
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
  widened: plan.widened.map(({ table, column, was, type }) => `${table}.${column}: ${was} became ${type}`),
  problems: plan.problems.map(({ severity, message }) => `${severity}: ${message}`),
  mismatches: mismatches.map(describeMismatch),
  foreign: foreign.map(describeForeign),
});

const isDrifted = ({ changes, problems, mismatches, foreign }: PlanDocument): boolean =>
  changes.length + problems.length + mismatches.length + foreign.length > 0;

const listed = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`  ${title}:`, ...lines.map((line) => `    - ${line}`)];

const planText = ({ database, changes, toClassify, widened, problems }: PlanDocument): string =>
  [
    `${database}: ${changes.length === 0 ? 'nothing to change' : counted(changes.length, 'change')}`,
    ...listed('changes', changes),
    ...listed('columns to be classified', toClassify),
    ...listed('columns widened, still visible', widened),
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
