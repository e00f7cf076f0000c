import type { Names } from '../../deployed-names';
import { ownValue } from '../../own-value';
import { didYouMean } from '../did-you-mean';
import { fieldPath, type Problem } from '../problems';
import { governanceWithDefaults } from './defaults';
import { expressionBytes, MAX_EXPRESSION_BYTES } from './grant-expression';
import type { GovernanceConfig } from './types';

type Tags = Readonly<Record<string, string>>;

/** As `judgeTagWord` holds it, which a key without a name's prefix cannot exceed. */
const MAX_KEY_CHARS = 50;

/** Whether a resource with these tags is opened by the expression: every key has the value. */
export const satisfies = (tags: Tags, expression: Tags): boolean =>
  Object.entries(expression).every(([key, value]) => ownValue(tags, key) === value);

/** Every tag that is used must be declared, and what is granted must fit into a grant. */
export function judgeTags(governance: GovernanceConfig, names: Names): Problem[] {
  const { tags, databaseTags, sharedTag, databases } = governanceWithDefaults(governance);
  const at = ['governance'];
  return [
    ...Object.keys(tags).flatMap((key) => judgeKeyLength(key, names)),
    ...Object.entries(tags).flatMap(([key, values]) => judgeRepeatedValues(key, values)),
    ...judgeUse([...at, 'databaseTags'], databaseTags, tags),
    ...judgeUse([...at, 'sharedTag'], sharedTag, tags),
    ...judgeExpression(sharedTag, names),
    ...Object.entries(databases).flatMap(([name, policy]) => {
      const database = [...at, 'databases', name];
      return [
        ...judgeUse([...database, 'tags'], policy.tags ?? {}, tags),
        ...Object.entries(policy.tables ?? {}).flatMap(([table, { tags: own = {}, columns = {} }]) => [
          ...judgeUse([...database, 'tables', table, 'tags'], own, tags),
          ...Object.entries(columns).flatMap(([column, policyOfColumn]) =>
            judgeUse([...database, 'tables', table, 'columns', column, 'tags'], policyOfColumn.tags ?? {}, tags),
          ),
        ]),
      ];
    }),
  ];
}

/** The name of an installation goes before its keys. */
function judgeKeyLength(key: string, names: Names): Problem[] {
  const physical = names.tagKey(key);
  if (physical.length <= MAX_KEY_CHARS) return [];
  const fix = `would be LF-tag '${physical}' of ${physical.length} characters, Lake Formation takes ${MAX_KEY_CHARS}: shorten the key or environment.name.`;
  return [{ path: fieldPath(['governance', 'tags', key]), value: key, fix }];
}

function judgeRepeatedValues(key: string, values: readonly string[]): Problem[] {
  const repeated = values.flatMap((value, i) => (values.indexOf(value) < i ? [i] : []));
  return repeated.map((i) => ({
    path: fieldPath(['governance', 'tags', key, i]),
    value: values[i],
    fix: 'is listed twice: leave one out.',
  }));
}

function judgeUse(path: readonly PropertyKey[], used: Tags, declared: GovernanceConfig['tags'] = {}): Problem[] {
  return Object.entries(used).flatMap(([key, value]): Problem[] => {
    const values = ownValue(declared, key);
    const problem = (fix: string): Problem[] => [{ path: fieldPath([...path, key]), value, fix }];
    if (values === undefined)
      return problem(`is under a tag that governance.tags does not declare.${didYouMean(key, Object.keys(declared))}`);
    return values.includes(value)
      ? []
      : problem(`is not a value of governance.tags.${key}.${didYouMean(value, values)}`);
  });
}

function judgeExpression(sharedTag: Tags, names: Names): Problem[] {
  const path = fieldPath(['governance', 'sharedTag']);
  const keys = Object.keys(sharedTag);
  if (keys.length === 0)
    return [
      {
        path,
        value: sharedTag,
        fix: "is empty and would open every table: give a tag, for example { confidential: 'public' }.",
      },
    ];
  const expression = Object.fromEntries(Object.entries(sharedTag).map(([key, value]) => [names.tagKey(key), [value]]));
  const tooLong = expressionTooLong({ ...expression, [names.ownTagKeys.columns]: ['agreed'] });
  return tooLong === undefined ? [] : [{ path, value: sharedTag, fix: `${tooLong}: use fewer or shorter tags.` }];
}

/** What is wrong with an expression as the request spells it. */
export function expressionTooLong(expression: Readonly<Record<string, readonly string[]>>): string | undefined {
  const bytes = expressionBytes(expression);
  if (bytes <= MAX_EXPRESSION_BYTES) return undefined;
  return `makes a grant expression of ${bytes} bytes, Lake Formation takes ${MAX_EXPRESSION_BYTES}`;
}
