import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATALOG_EVENT, CATALOG_METRIC } from '../../core/catalog/names';
import { PUBLISHING_EVENT, PUBLISHING_METRIC } from '../../core/publishing/names';
import { SNAPSHOTS_EVENT, SNAPSHOTS_METRIC } from '../../core/snapshots/names';

const METRICS = { CATALOG_METRIC, PUBLISHING_METRIC, SNAPSHOTS_METRIC };
const EVENTS = { CATALOG_EVENT, PUBLISHING_EVENT, SNAPSHOTS_EVENT };
const words = (of: Readonly<Record<string, object>>): string[] =>
  Object.values(of).flatMap((each) => Object.values(each));

const FUNCTIONS = join(__dirname, '..', '..', 'functions');
const code = readdirSync(FUNCTIONS, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(FUNCTIONS, file), 'utf8'))
  .join('\n');

test('no word stands for two things', () => {
  const all = [...words(METRICS), ...words(EVENTS)];
  expect(new Set(all).size).toBe(all.length);
});

test.each(words(METRICS))('the metric %s is spelled as CloudWatch spells its own', (word) =>
  expect(word).toMatch(/^([A-Z][a-z]+)+$/),
);

test.each(words(EVENTS))('the event %s is spelled in capitals', (word) => expect(word).toMatch(/^[A-Z]+(_[A-Z]+)+$/));

test.each(
  Object.entries({ ...METRICS, ...EVENTS }).flatMap(([list, named]) =>
    Object.keys(named).map((key) => `${list}.${key}`),
  ),
)('%s is written by a function: nobody watches for what never comes', (name) => expect(code).toContain(name));
