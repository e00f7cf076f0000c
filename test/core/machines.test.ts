import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  MACHINES,
  OUTERMOST_MACHINES,
  OUTPUT_MACHINES,
  PUBLISHING_MACHINES,
  publishingMachines,
  STREAM_MACHINES,
  streamMachines,
} from '../../core/machines';
import { pascalCase } from '../../core/names';

const folder = join(__dirname, '..', '..', 'statemachines');

it('are the files of statemachines', () => {
  const files = readdirSync(folder).map((file) => file.replace('.asl.json', ''));
  expect([...MACHINES, ...OUTPUT_MACHINES, ...PUBLISHING_MACHINES, ...STREAM_MACHINES].sort()).toEqual(files.sort());
});

it.each(MACHINES.map((name, i) => [name, i] as const))('%s starts only machines that stand before it', (name, i) => {
  const text = readFileSync(join(folder, `${name}.asl.json`), 'utf8');
  const started = MACHINES.filter((other) => text.includes(`\${${pascalCase(other)}}`));
  expect(MACHINES.slice(0, i)).toEqual(expect.arrayContaining(started));
});

it('are outermost when no other starts them', () => {
  const texts = MACHINES.map((name) => readFileSync(join(folder, `${name}.asl.json`), 'utf8'));
  const started = MACHINES.filter((name) => texts.some((text) => text.includes(`\${${pascalCase(name)}}`)));
  expect([...OUTERMOST_MACHINES]).toEqual(MACHINES.filter((name) => !started.includes(name)));
});

it('publish changes of tables only where something is published', () => {
  expect(publishingMachines([{ publish: [] }])).toEqual([]);
  expect(publishingMachines([{ publish: [] }, { publish: [{}] }])).toEqual(['publish-partition']);
});

it('load tables where they are streamed from', () =>
  expect(streamMachines([{ name: 'shop' }, { name: 'partner', from: {} }])).toEqual(['load-table-shop']));
