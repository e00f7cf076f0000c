import { didYouMean } from '../../config/did-you-mean';
import { type DatabaseRules, isMeantOpen, type TableRules } from '../model/policy';
import { isShown } from '../model/shared-tables';
import type { GovernanceProblem } from './problem';

const SHOWN = 12;

/**
 * The catalog lacks a table of the policy. One that is shown to somebody may have no rows yet, or be missing from the
 * export: nothing is open, so it is a warning, and the run's outcome names it. One that is only tagged may be a
 * misspelt table that stays more open than it should: an error. Before the first night nothing is there to be open.
 */
export function unknownTable(
  rules: DatabaseRules,
  table: string,
  own: TableRules,
  inCatalog: readonly string[],
): GovernanceProblem[] {
  const isHarmless = isShown(own) && !isMeantOpen(rules, rules.databaseTags);
  const severity = inCatalog.length === 0 ? 'pending' : isHarmless ? 'warning' : 'error';
  return [{ code: 'UNKNOWN_TABLE', severity, table, message: messageOf(rules.database, table, inCatalog) }];
}

function messageOf(database: string, table: string, inCatalog: readonly string[]): string {
  const name = `${database}.${table}`;
  if (inCatalog.length === 0)
    return `${name} is in the policy, and the catalog has no table of ${database} yet: the first publication makes it.`;
  const known = [...inCatalog].sort();
  const listed =
    known.length > SHOWN ? `${known.slice(0, SHOWN).join(', ')}, … ${known.length} in all` : known.join(', ');
  return `${name} is in the policy and not in the catalog. There are: ${listed}.${nearest(table, known)} Correct the name, or take it out; if it has no rows yet, wait for its first; if its export was skipped, run the export again.`;
}

/** PostgreSQL's schema `public` stands in no name of the catalog. */
function nearest(table: string, known: readonly string[]): string {
  const withoutPublic = table.replace(/^public_/, '');
  const hint = known.includes(withoutPublic) ? ` Did you mean '${withoutPublic}'?` : didYouMean(table, known);
  return hint.startsWith(' Did') ? hint : '';
}
