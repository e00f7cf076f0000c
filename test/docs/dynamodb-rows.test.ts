import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENVELOPE } from '../../core/dynamodb/row';
import { flattening } from '../core/dynamodb/flattened';

const page = readFileSync(join(__dirname, '../../docs/dynamodb-rows.md'), 'utf8');

it('shows the row that its change becomes', () => {
  const [change, row] = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, json]) => json!);
  const text = (row as string).replaceAll(/\n */g, ' ').replace('{ ', '{').replace(' } ', '}');
  expect(flattening()(change!)).toBe(text.replaceAll('": ', '":').replaceAll(', "', ',"').trim());
});

it('lists the columns of the envelope with their types', () => {
  const listed = [...page.matchAll(/^\| `(ddb_\w+)` \| (\w+) \|/gm)].map(([, name, type]) => ({ name, type }));
  expect(listed).toEqual(Object.values(ENVELOPE));
});
