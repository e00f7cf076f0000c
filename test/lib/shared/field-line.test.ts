import { fieldLine } from '../../../lib/shared/field-line';

const SOURCE = `import { defineConfig } from './core/config/validate';
const shop = ['customers'];
export default defineConfig({
  // kind: 'commented out'
  environment: { region: 'eu-west-1' },
  sources: [
    { kind: 'aurora-cluster', id: 'a:{', databases: ['x'] },
    {
      kind: 'rds-instance',
      id: 'b',
    },
  ],
  governance: {
    databases: { 'b-shop': { share: shop } },
  },
});
`;

it.each([
  ['environment.region', 5],
  ['sources[0].kind', 7],
  ['sources[1].id', 10],
  ["governance.databases['b-shop'].share", 14],
  // missing: what is around it
  ['sources[1].engine', 8],
  ['sources[7]', 6],
  ['accounts.analytics', 3],
  ["governance.databases['b-shop'].share[0]", 14],
])('%s is told with line %i', (path, line) => expect(fieldLine(SOURCE, path)).toBe(line));

it('a source without an exported object has no line', () =>
  expect(fieldLine('export default undefined;', 'sources')).toBeUndefined());
