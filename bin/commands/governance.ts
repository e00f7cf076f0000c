import type { Command } from 'commander';
import { agrees, terminal as standardTerminal, type Terminal } from '../ask';
import { counted } from '../counted';
import { appliedText, applyDatabases } from '../governance/apply-databases';
import { classifications, classificationsText } from '../governance/classify';
import { commandsFor } from '../governance/commands';
import { driftReport } from '../governance/drift-report';
import { driftText } from '../governance/drift-text';
import { type DatabaseOptions, lookAtAll } from '../governance/look';
import { type PlanReport, planReport } from '../governance/plan-report';
import { planText } from '../governance/plan-text';
import { OtherPolicyError } from '../governance/policy-standing';
import { readQuestion, settleQuestion } from '../governance/question';
import { readSharedKeys } from '../governance/shared-keys';
import { knownReaders, sightRows, sightsMarkdown, sightsTable, type TableSight } from '../governance/sights';
import { print, withTarget } from '../target';
import { registerMigrate } from './migrate';

/** Exit code of `drift` when something is not as the policy says. */
const DRIFTED = 2;

/** `governance plan` and its siblings: the policy of the configuration against the live catalog. */
export function registerGovernance(program: Command, terminal = standardTerminal): void {
  const governance = program
    .command('governance')
    .description('the policy of the configuration against the live catalog');
  registerPlan(governance);
  registerApply(governance, terminal);
  registerDrift(governance);
  registerClassify(governance);
  registerWhoCanSee(governance);
  registerMigrate(governance, terminal);
}

const registerPlan = (governance: Command): Command =>
  withDatabase(governance.command('plan'))
    .description(
      'what apply would change, and who would see more or less; changes nothing. Exit code 1 if the policy has mistakes that keep tables closed',
    )
    .action(async (options: DatabaseOptions) => {
      const looked = await lookAtAll(options);
      const report = planReport(looked, commandsFor(options, looked), await readSharedKeys(looked));
      print(report, options, (plan) => planText(plan, isLocal(options)));
      if (report.totals.errors > 0) process.exitCode = 1;
    });

interface ApplyOptions extends DatabaseOptions {
  readonly yes?: boolean;
  readonly untilNextRun?: boolean;
}

const registerApply = (governance: Command, terminal: Terminal): Command =>
  withDatabase(governance.command('apply'))
    .description('shows the plan, asks, makes the catalog what the policy says, and verifies what everybody sees')
    .option('--yes', 'do not ask')
    .option('--until-next-run', 'apply a policy that is not deployed; the next run undoes what differs')
    .action(async (options: ApplyOptions) => {
      if (options.yes !== true && !terminal.isThere) {
        throw new Error(
          'governance apply asks before it changes anything, and nobody can answer here. Look at governance plan, then add --yes.',
        );
      }
      const looked = await lookAtAll(options);
      if (!looked.standing.isDeployed && options.untilNextRun !== true) {
        throw new OtherPolicyError(looked.standing, isLocal(options));
      }
      const commands = commandsFor(options, looked);
      const plan = planReport(looked, commands, await readSharedKeys(looked));
      if (options.json !== true) print(plan, options, (report) => `${planText(report, isLocal(options))}\n`);
      if (options.yes !== true && !(await agrees(terminal, questionFor(plan, options)))) {
        process.stderr.write('Nothing was applied.\n');
        process.exitCode = 1;
        return;
      }
      const databases = await applyDatabases(looked, commands);
      const { policy, absent } = plan;
      print({ policy, plan, databases, absent }, options, () => appliedText(databases));
      if (databases.some(({ error }) => error !== undefined)) process.exitCode = 1;
    });

/** With `--json` the plan is not shown before it is applied, so the question says its totals. */
const questionFor = ({ totals }: PlanReport, { json }: ApplyOptions): string =>
  `Apply ${counted(totals.changes, 'change')}${json === true ? `, of which ${totals.opens} open and ${totals.closes} close` : ''}?`;

const registerDrift = (governance: Command): Command =>
  withDatabase(governance.command('drift'))
    .description(
      `what somebody changed by hand, and what is not applied yet; exit code ${DRIFTED} if more than warnings are found`,
    )
    .action(async (options: DatabaseOptions) => {
      const looked = await lookAtAll(options);
      const report = driftReport(looked, commandsFor(options, looked));
      print(report, options, (drift) => driftText(drift, isLocal(options)));
      if ([report.account, ...report.databases].some(({ isDrifted }) => isDrifted)) process.exitCode = DRIFTED;
    });

const registerClassify = (governance: Command): Command =>
  withDatabase(governance.command('classify'))
    .description('for each column that is held back, the line to paste into the configuration')
    .action(async (options: DatabaseOptions) => {
      const { settings, databases } = await lookAtAll(options);
      print(classifications(settings, databases), options, classificationsText);
    });

interface SightOptions extends DatabaseOptions {
  readonly principal?: string;
  readonly table?: string;
  readonly column?: string;
  readonly markdown?: boolean;
}

const registerWhoCanSee = (governance: Command): Command =>
  withDatabase(governance.command('who-can-see'))
    .description('the columns and rows that each principal of the policy sees, as Lake Formation evaluates it')
    .option(
      '--principal <id>',
      'one account (twelve digits), or IAM or organisation ARN; without it, everybody who holds a grant',
    )
    .option('--table <name>', 'one table only: its name, <database>.<table>, or any end of that which no other has')
    .option('--column <name>', 'only who sees the column of that name')
    .option('--markdown', 'print a Markdown report')
    .action(async (options: SightOptions) => {
      const asked = readQuestion(options);
      const { databases, settings } = await lookAtAll(options, { listsClean: true });
      const states = databases.map(({ live }) => live);
      const question = settleQuestion(states, asked);
      const rows = states.flatMap((live) => sightRows(live, question, knownReaders(settings)));
      print<readonly TableSight[]>(rows, options, options.markdown === true ? sightsMarkdown : sightsTable);
    });

const withDatabase = (command: Command): Command =>
  withTarget(command).option('--database <name>', 'one Glue database, for example orders_shop');

const isLocal = ({ local = false }: DatabaseOptions): boolean => local;
