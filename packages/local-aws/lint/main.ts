import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { lintFile } from './lint';

/** Of the project that runs this. */
const FOLDER = 'statemachines';

async function main(files: string[], { json }: { json?: boolean }): Promise<void> {
  const all =
    files.length > 0
      ? files
      : readdirSync(FOLDER)
          .filter((f) => f.endsWith('.asl.json'))
          .map((f) => join(FOLDER, f));
  const found = (
    await Promise.all(all.map(async (file) => (await lintFile(file)).map((finding) => ({ file, ...finding }))))
  ).flat();
  if (json) process.stdout.write(`${JSON.stringify(found, null, 1)}\n`);
  else {
    for (const { file, location, rule, message } of found)
      process.stdout.write(`${file} ${location}: ${message} [${rule}]\n`);
    process.stdout.write(`${all.length} machines, ${found.length} findings\n`);
  }
  if (found.length > 0) process.exitCode = 1;
}

new Command('lint:asl')
  .description('Looks over state machines: redrive, guards, SDK arguments, error names, JSONata.')
  .argument('[files...]', 'ASL files; all in statemachines/ when none is given')
  .option('--json', 'print one JSON document')
  .action(main)
  .parseAsync()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
