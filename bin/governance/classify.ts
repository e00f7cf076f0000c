import type { Settings } from '../../core/config/types';
import { type Names, namesOf } from '../../core/deployed-names';
import type { UnclassifiedColumn } from '../../core/governance';
import { catalogDatabases } from '../../core/lake/catalog-databases';
import type { DatabaseLook } from './look';

/** What to write in the configuration about one column that is held back. */
export interface Classification extends UnclassifiedColumn {
  /** Each a field of the configuration and the line to paste there. */
  readonly toShow: readonly Paste[];
  readonly toHide: readonly Paste[];
}

export interface Paste {
  /** `governance.databases.orders_shop.filters.customers.columns` */
  readonly under: string;
  readonly line: string;
}

/** For every column that is held back, the lines that show it, and those that keep it hidden for good. */
export function classifications(settings: Settings, looks: readonly DatabaseLook[]): Classification[] {
  const keys = new Map(catalogDatabases(settings).map(({ key, name }) => [name, key]));
  return looks.flatMap(({ plan }) =>
    plan.toClassify.map((column) => classify(column, settings, keys.get(column.database) ?? column.database)),
  );
}

function classify(found: UnclassifiedColumn, settings: Settings, key: string): Classification {
  const { database, table, column, reason, type } = found;
  const { share = [], filters = {}, namedFilters = {} } = settings.governance.databases[database] ?? {};
  const own = `governance.databases${member(key)}`;
  const columns = `${own}.tables${member(table)}.columns`;
  const listing = [
    ...(filters[table] === undefined ? [] : [`${own}.filters${member(table)}.columns`]),
    ...Object.keys(namedFilters[table] ?? {}).map(
      (name) => `${own}.namedFilters${member(table)}${member(name)}.columns`,
    ),
  ];
  const agreed = reason === 'RETYPED' ? `type: ${text(type)}` : '';
  const line = (...members: readonly string[]): string => {
    const inner = members.filter((each) => each !== '').join(', ');
    return `${name(column)}: {${inner === '' ? '' : ` ${inner} `}},`;
  };
  const isOnlyFiltered = listing.length > 0 && !share.includes(table);
  const listed = listing.map((under): Paste => ({ under, line: `${text(column)},` }));
  const says: Paste = { under: columns, line: line(agreed) };
  return {
    ...found,
    // in a filter a new column is agreed to by being listed; a retyped one stands there already
    toShow: !isOnlyFiltered ? [says] : reason === 'RETYPED' ? [says] : listed,
    toHide: [isOnlyFiltered ? says : { under: columns, line: line(agreed, hidingTag(settings)) }],
  };
}

/** A tag that does not open: the databases' own where it will do. In the words of the configuration. */
function hidingTag({ governance, environment }: Settings): string {
  const { sharedTag, databaseTags, tags } = governance;
  for (const [key, shared] of Object.entries(sharedTag)) {
    const value = [databaseTags[key], ...(tags[key] ?? [])].find((each) => each !== undefined && each !== shared);
    if (value !== undefined) return `tags: { ${name(asWritten(key, namesOf(environment)))}: ${text(value)} }`;
  }
  return '';
}

const asWritten = (tagKey: string, names: Names): string =>
  tagKey.startsWith(names.tagKey('')) ? tagKey.slice(names.tagKey('').length) : tagKey;

const text = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const isIdentifier = (word: string): boolean => /^[A-Za-z_$][\w$]*$/.test(word);
const name = (word: string): string => (isIdentifier(word) ? word : text(word));
const member = (word: string): string => (isIdentifier(word) ? `.${word}` : `[${text(word)}]`);

export function classificationsText(all: readonly Classification[]): string {
  if (all.length === 0) return 'No column waits to be classified.';
  return all.map(classificationText).join('\n');
}

function classificationText({ database, table, column, type, reason, was, toShow, toHide }: Classification): string {
  const why = reason === 'NEW' ? `new, ${type}` : `was ${was}, is ${type}`;
  const lines = (what: string, pastes: readonly Paste[]): string[] =>
    pastes.map(({ under, line }) => `  ${what}, under ${under}:\n    ${line}`);
  return [
    `${database}.${table}.${column} (${why}) is hidden until the configuration says one of:`,
    ...lines('to show it', toShow),
    ...lines('to keep it hidden', toHide),
  ].join('\n');
}
