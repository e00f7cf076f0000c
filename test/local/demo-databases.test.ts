import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEMO_SOURCES } from '../../local/demo-databases';

describe('the demo', () => {
  it('has at least eight sources, of them two instances, with names that RDS would take', () => {
    expect(DEMO_SOURCES.length).toBeGreaterThanOrEqual(8);
    expect(DEMO_SOURCES.filter((s) => s.kind === 'rds-instance')).toHaveLength(2);
    for (const { id } of DEMO_SOURCES) expect(id).toMatch(/^[a-z](-?[a-z0-9])*$/);
  });

  it('says of every table where it comes from', () => {
    const document = readFileSync(join(__dirname, '..', '..', 'docs', 'demo-data.md'), 'utf8');
    for (const source of DEMO_SOURCES) {
      for (const database of source.databases) {
        for (const table of database.tables) expect(document).toContain(`\`${table.name}\``);
      }
    }
  });

  it('gives a MySQL database one schema, named as the database', () => {
    const mysql = DEMO_SOURCES.filter((s) => s.engine === 'mysql').flatMap((s) => s.databases);
    for (const { name, tables } of mysql)
      for (const table of tables) expect(table.name).toMatch(new RegExp(`^${name}\\.`));
  });
});
