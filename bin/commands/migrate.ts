import type { Command } from 'commander';
import { agrees, type Terminal } from '../ask';
import { counted } from '../counted';
import { type Looked, lookAtAll } from '../governance/look';
import { readGivenOn } from '../governance/migrate/analysts-side';
import { judgeMigration, type Migration, migrationText } from '../governance/migrate/migration';
import { notReadable, revokeFormer } from '../governance/migrate/revoke-former';
import { print, type TargetOptions, withTarget } from '../target';

interface MigrateOptions extends TargetOptions {
  readonly analystsProfile?: string;
  readonly yes?: boolean;
}

/** `governance migrate`: the last step from a version whose grants asked for no tag of lakeferry's own. */
export const registerMigrate = (governance: Command, terminal: Terminal): Command =>
  withTarget(governance.command('migrate'))
    .description(
      'whether somebody still needs the grants of an earlier version; takes away those that no stack has. Exit code 1 while somebody does',
    )
    .option(
      '--analysts-profile <profile>',
      'AWS profile with credentials of the analytics account, to look at its roles',
    )
    .option('--yes', 'do not ask')
    .action(async (options: MigrateOptions) => {
      const looked = await lookAtAll(options);
      const migration = judgeMigration(looked, await givenOn(looked, options));
      const because = migration.state === 'done' ? await notReadable(looked) : migration.because;
      if (migration.state === 'waits' || because.length > 0) process.exitCode = 1;
      print({ ...migration, because }, options, migrationText);
      if (migration.state === 'revoke') await revoke(looked, migration, options, terminal);
    });

/** Undefined where nobody may look. */
async function givenOn({ settings, effects }: Looked, { analystsProfile: profile, local = false }: MigrateOptions) {
  const { analytics } = settings.accounts;
  if (profile !== undefined && (local || analytics === undefined)) {
    const why = local
      ? 'the local runtime is asked, which needs no profile to look at the analytics account'
      : 'the configuration has no accounts.analytics';
    throw new Error(`--analysts-profile is '${profile}', but ${why}. Leave it out.`);
  }
  if (analytics === undefined || (profile === undefined && !local)) return undefined;
  const { catalogId } = effects;
  return readGivenOn({ account: analytics, catalogId, region: settings.environment.region, profile, isLocal: local });
}

async function revoke(
  looked: Looked,
  migration: Migration,
  { yes = false, json }: MigrateOptions,
  terminal: Terminal,
): Promise<void> {
  const count = counted(migration.former.length, 'grant');
  if (!yes && !terminal.isThere) {
    process.stderr.write(`Nothing was revoked: nobody can answer here. Add --yes to revoke ${count}.\n`);
    process.exitCode = 1;
    return;
  }
  if (!yes && !(await agrees(terminal, `Revoke ${count}?`))) {
    process.stderr.write('Nothing was revoked.\n');
    process.exitCode = 1;
    return;
  }
  const unreadable = await revokeFormer(looked, migration);
  if (unreadable.length > 0) throw new Error(`The grants were given back: ${unreadable.join(' ')}`);
  if (json !== true) process.stdout.write(`${count} revoked, and what is shared is readable.\n`);
}
