import { Command } from 'commander';
import type { Case, Difference } from './case';
import { loadCases } from './load';
import { reportText, summarize, type Verdict } from './report';
import { runExecution } from './run-execution';
import { runTestState } from './run-test-state';
import { runValidation } from './run-validation';

/**
 * Cases of JSONPath alone cannot be asked of a JSONata engine; labels whose verdict is nobody's recording are still
 * asked.
 */
const applicable = (given: Case): boolean => given.applicableToJsonataEngine !== 'no';

async function judge(given: Case): Promise<Difference[]> {
  try {
    if (given.kind === 'execution') return await runExecution(given);
    if (given.kind === 'test-state') return await runTestState(given);
    return await runValidation(given);
  } catch (error) {
    const told = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return [{ level: 1, path: 'run', expected: 'an outcome', actual: told }];
  }
}

async function main(
  folder: string,
  { json, threshold, only }: { json?: boolean; threshold: string; only?: string },
): Promise<void> {
  const verdicts: Verdict[] = [];
  for (const { file, cases } of loadCases(folder)) {
    for (const given of cases) {
      if (!applicable(given) || (only !== undefined && !given.id.includes(only))) continue;
      verdicts.push({ file, id: given.id, features: given.features ?? [given.kind], differences: await judge(given) });
    }
  }
  const summary = summarize(verdicts);
  process.stdout.write(
    json ? `${JSON.stringify({ ...summary, cases: verdicts }, null, 1)}\n` : reportText(summary, verdicts),
  );
  if (summary.share < Number(threshold)) process.exitCode = 1;
}

const program = new Command('conformance')
  .description('Runs recorded Step Functions cases against the local engine.')
  .argument('<folder>', 'folder with the case files')
  .option('--json', 'print one JSON document')
  .option('--threshold <percent>', 'exit non-zero when fewer cases pass at levels 1 and 2', '95')
  .option('--only <text>', 'only cases whose id contains this')
  .action(main);

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
