import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEMO_CONFIG, loadDeployableSettings, loadSettings } from '../../lib/config';
import { DEMO_SOURCES } from '../../local/demo-databases';

const directory = mkdtempSync(join(tmpdir(), 'lakeferry-config-'));

const write = (name: string, text: string): string => {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
};

it("the demo's file has every source database of the demo, and nothing else", () => {
  const shape = (sources: readonly { id: string; kind: string; engine: string; databases: readonly string[] }[]) =>
    sources.map(({ id, kind, engine, databases }) => ({ id, kind, engine, databases }));
  const ofDemo = DEMO_SOURCES.map((each) => ({ ...each, databases: each.databases.map(({ name }) => name) }));
  expect(shape(loadSettings({ file: DEMO_CONFIG }).sources)).toEqual(shape(ofDemo));
});

it('the delivered file shares nothing with anybody, and can be deployed', () => {
  const { accounts, governance } = loadDeployableSettings();
  expect([accounts, governance.databases]).toEqual([{}, {}]);
});

it("account numbers of examples are refused for AWS, by the file's name", () =>
  expect(() => loadDeployableSettings({ file: DEMO_CONFIG })).toThrow(
    /^lakeferry\.demo\.config\.ts has 3 problems:\n(?:.*\n)*? +accounts\.analytics: '222222222222' names account/,
  ));

it('synthesizes for another Region than the file names', () =>
  expect(loadSettings({ region: 'cn-north-1' }).environment).toEqual({ region: 'cn-north-1', partition: 'aws-cn' }));

it('reads another file', () => {
  const file = write(
    'other.config.ts',
    `const id: string = 'orders';
    export default { environment: { region: 'us-east-1' }, sources: [{ kind: 'rds-instance', id, engine: 'mysql', databases: ['shop'] }] };`,
  );
  expect(loadSettings({ file }).sources[0]?.id).toBe('orders');
});

it.each([
  ['that is not there', join(directory, 'gone.ts'), /gone\.ts cannot be loaded: Cannot find module/],
  [
    'without a default export',
    write('named.config.ts', 'export const config = {};'),
    /^named\.config\.ts has 1 problem:\n {2}export default: is missing: write/,
  ],
  [
    'with a mistake',
    write('wrong.config.ts', 'export default { environment: { region: "here" }, sources: [] };'),
    /^wrong\.config\.ts has 2 problems:[\s\S]*environment\.region: 'here'[\s\S]*sources: \[\]/,
  ],
  [
    'with a mistake, named without its ending',
    write('short.config.ts', 'export default { environment: { region: "here" }, sources: [] };').replace(/\.ts$/, ''),
    /^short\.config\.ts has 2 problems:[\s\S]*environment\.region: 'here'/,
  ],
  [
    'that throws',
    write('throws.config.ts', "export default {};\n\nthrow new Error('no region today');"),
    /throws\.config\.ts cannot be loaded: line 3: no region today/,
  ],
])('refuses a file %s', (_name, file, message) => expect(() => loadSettings({ file })).toThrow(message));

it('refuses an empty name of a file, which is a variable that was not set', () =>
  expect(() => loadSettings({ file: '' })).toThrow("The configuration '' cannot be loaded: its name is empty."));
