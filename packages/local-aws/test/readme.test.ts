import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICE_NAMES } from '../services';
import { type Aws, startAws } from '../start-aws';

const README = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');

/** First cell to second cell of the rows of the table under a heading. */
function rowsBelow(heading: string): Map<string, string> {
  const section = README.split(`\n${heading}\n`)[1]?.split(/\n#+ /)[0] ?? '';
  const rows = section.matchAll(/^\| ([^|]+) \| (.*) \|$/gm);
  return new Map([...rows].slice(1).map(([, name = '', rest = '']) => [name, rest]));
}

describe('the README lists exactly what is served', () => {
  const documented = rowsBelow('## Services');
  let aws: Aws;
  beforeAll(async () => {
    aws = await startAws();
  });
  afterAll(() => aws.close());

  it('no service more or less', () => expect([...documented.keys()].sort()).toEqual([...SERVICE_NAMES].sort()));

  it.each(SERVICE_NAMES.filter((name) => name !== 'dynamodb'))('every operation of %s', (name) => {
    const { service } = aws.service(name);
    if (!('operations' in service)) throw new Error(`${name} has no operations.`);
    expect(documented.get(name)?.split(', ')).toEqual(Object.keys(service.operations).sort());
  });
});
