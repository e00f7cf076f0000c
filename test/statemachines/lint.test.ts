import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { lintFile } from '../../packages/local-aws/lint/lint';

const FOLDER = join(__dirname, '..', '..', 'statemachines');

test.each(readdirSync(FOLDER).filter((f) => f.endsWith('.asl.json')))('%s is clean', async (file) => {
  expect(await lintFile(join(FOLDER, file))).toEqual([]);
});
