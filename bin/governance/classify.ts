import type { Settings } from '../../core/config/types';
import { type Names, namesOf } from '../../core/deployed-names';
import { isMeantOpen, rulesOf, rulesOfTable, type UnclassifiedColumn } from '../../core/governance';
import { catalogDatabases } from '../../core/lake/catalog-databases';
import { ownValue } from '../../core/own-value';
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
  /** The line stands there and is to be taken out. @default it is to be pasted */
  readonly isTakenOut?: true;
}

type Tags = Readonly<Record<string, string>>;

/** For every column that is held back, the lines that show it, and those that keep it hidden for good. */
export function classifications(settings: Settings, looks: readonly DatabaseLook[]): Classification[] {
  const keys = new Map(catalogDatabases(settings).map(({ key, name }) => [name, key]));
  return looks.flatMap(({ plan }) =>
    plan.toClassify.map((column) => classify(column, settings, keys.get(column.database) ?? column.database)),
  );
}

function classify(found: UnclassifiedColumn, settings: Settings, key: string): Classification {
  const { database, table, column, reason, type } = found;
  const { governance } = settings;
  const rules = rulesOf(governance, { database });
  const own = rulesOfTable(rules, table);
  const isOpenWith = (tags: Tags): boolean => isMeantOpen(rules, { ...rules.databaseTags, ...own.tags, ...tags });
  const { tags: declared = {} } =
    ownValue(ownValue(ownValue(governance.databases, database)?.tables, table)?.columns, column) ?? {};
  const at = `governance.databases${member(key)}`;
  const filters = filtersOf(settings, found, at);
  const says = (tags: Tags): Paste => ({
    under: `${at}.tables${member(table)}.columns`,
    line: lineOf(column, reason === 'RETYPED' ? type : undefined, tagsText(tags, settings)),
  });
  const { tags: hiding, declares } = hidingTags(settings);
  const isFiltered = filters.length > 0 && !isOpenWith({});
  const opened = isFiltered || isOpenWith(declared) ? declared : { ...declared, ...governance.sharedTag };
  const entry = `${text(column)},`;
  return {
    ...found,
    // in a filter a new column is agreed to by being listed; a retyped one stands there already
    toShow: isFiltered && reason === 'NEW' ? filters.map(({ under }) => ({ under, line: entry })) : [says(opened)],
    toHide: [
      ...(isOpenWith(declared) ? [...declares, says({ ...declared, ...hiding })] : [says(declared)]),
      // what a filter lists is seen there as soon as it is agreed to, whatever its tags
      ...filters.filter(({ lists }) => lists).map(({ under }): Paste => ({ under, line: entry, isTakenOut: true })),
    ],
  };
}

/** The filters of a table, and whether they list the column. */
function filtersOf({ governance }: Settings, { database, table, column }: UnclassifiedColumn, at: string) {
  const { filters = {}, namedFilters = {} } = ownValue(governance.databases, database) ?? {};
  const main = ownValue(filters, table);
  const all = [
    ...(main === undefined ? [] : [{ path: 'filters', of: '', filter: main }]),
    ...Object.entries(ownValue(namedFilters, table) ?? {}).map(([name, filter]) => ({
      path: 'namedFilters',
      of: member(name),
      filter,
    })),
  ];
  return all.map(({ path, of, filter }) => ({
    under: `${at}.${path}${member(table)}${of}.columns`,
    lists: filter.columns.includes(column),
  }));
}

/**
 * A tag that does not open: the databases' own where it will do. Where every value opens, a further one is declared
 * first.
 */
function hidingTags({ governance, environment }: Settings): { readonly tags: Tags; readonly declares: Paste[] } {
  const { sharedTag, databaseTags, tags } = governance;
  for (const [key, shared] of Object.entries(sharedTag)) {
    const value = [ownValue(databaseTags, key), ...(ownValue(tags, key) ?? [])].find(
      (each) => each !== undefined && each !== shared,
    );
    if (value !== undefined) return { tags: { [key]: value }, declares: [] };
  }
  const [key] = Object.keys(sharedTag);
  if (key === undefined) return { tags: {}, declares: [] };
  const value = ownValue(sharedTag, key) === 'private' ? 'hidden' : 'private';
  const under = `governance.tags${member(asWritten(key, namesOf(environment)))}`;
  return { tags: { [key]: value }, declares: [{ under, line: `${text(value)},` }] };
}

function lineOf(column: string, type: string | undefined, tags: string): string {
  const members = [
    ...(type === undefined ? [] : [`type: ${text(type)}`]),
    ...(tags === '' ? [] : [`tags: { ${tags} }`]),
  ];
  return `${name(column)}: {${members.length === 0 ? '' : ` ${members.join(', ')} `}},`;
}

/** In the words of the configuration. */
const tagsText = (tags: Tags, { environment }: Settings): string =>
  Object.entries(tags)
    .map(([key, value]) => `${name(asWritten(key, namesOf(environment)))}: ${text(value)}`)
    .join(', ');

const asWritten = (tagKey: string, names: Names): string =>
  tagKey.startsWith(names.tagKey('')) ? tagKey.slice(names.tagKey('').length) : tagKey;

/** In single quotes, as in the configuration; a line break in a name would end the text. */
const text = (value: string): string =>
  `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
const isIdentifier = (word: string): boolean => /^[A-Za-z_$][\w$]*$/.test(word);
/** As a key of an object: a plain `__proto__` would be its prototype. */
const name = (word: string): string => {
  if (word === '__proto__') return `[${text(word)}]`;
  return isIdentifier(word) ? word : text(word);
};
const member = (word: string): string => (isIdentifier(word) ? `.${word}` : `[${text(word)}]`);

export function classificationsText(all: readonly Classification[]): string {
  if (all.length === 0) return 'No column waits to be classified.';
  return all.map(classificationText).join('\n');
}

function classificationText({ database, table, column, toShow, toHide, ...found }: Classification): string {
  const lineText = (how: string, { under, line, isTakenOut }: Paste): string =>
    `  ${how} ${isTakenOut ? 'take out of' : 'under'} ${under}:\n    ${line}`;
  return [
    `${database}.${table}.${column} (${whyHeld(found)}) is hidden until the configuration says one of:`,
    ...toShow.map((each) => lineText('to show it,', each)),
    // all of them are needed; the first alone may show it
    ...toHide.map((each, i) => lineText(i === 0 ? 'to keep it hidden,' : '  and', each)),
    ...(found.staysHidden
      ? ['  or nothing: no filter lists it and no tag opens it, so it stays hidden, and is listed here again']
      : []),
  ].join('\n');
}

function whyHeld({ reason, type, was, mayBeOld }: Pick<Classification, 'reason' | 'type' | 'was' | 'mayBeOld'>) {
  if (reason === 'RETYPED') return `was ${was}, is ${type}`;
  return mayBeOld ? `new, or from before the ledger was lost, ${type}` : `new, ${type}`;
}
