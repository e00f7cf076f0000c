import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validateConfig } from '../../core/config/validate';
import { addStacks, createApp } from '../../lib/stacks';

const synthesize = (config: object): void => {
  const outdir = mkdtempSync(join(tmpdir(), 'lakeferry-construct-ids-'));
  const app = createApp({ outdir });
  addStacks(app, validateConfig({ environment: { region: 'eu-west-1' }, ...config }));
};
const source = (id: string, databases: readonly string[], more: object = {}) => ({
  kind: 'aurora-cluster',
  id,
  engine: 'postgres',
  databases,
  ...more,
});

/** CDK refuses two constructs of one name with an error that names no field: names that are valid must not meet. */
it.each([
  ['databases that differ by an underscore', { sources: [source('orders', ['a_1b', 'a1b', 'a__1b'])] }],
  [
    'scheduled sources that differ by a hyphen',
    { sources: ['x-1', 'x1'].map((id) => source(id, ['a'], { trigger: { schedule: 'rate(1 day)' } })) },
  ],
  [
    'tags that differ by a sign',
    {
      sources: [source('orders', ['shop'])],
      governance: {
        tags: { 'a-1': ['x', 'y'], a1: ['x', 'y'], 'a/1': ['x', 'y'], 'a--1': ['x', 'y'], '@': ['x', 'y'] },
        databaseTags: { a1: 'x' },
        sharedTag: { a1: 'y' },
      },
    },
  ],
  [
    'analysts that differ by a slash',
    {
      sources: [source('orders', ['shop'])],
      accounts: {
        analytics: '210987654321',
        analysts: ['arn:aws:iam::210987654321:role/a/b', 'arn:aws:iam::210987654321:role/a.b'],
      },
      governance: { databases: { orders_shop: { share: ['t_1', 't1'], filters: { u: { columns: ['id'] } } } } },
    },
  ],
])('constructs of %s do not meet', (_title, config) => expect(() => synthesize(config)).not.toThrow());
