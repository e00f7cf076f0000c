import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import jsonata from 'jsonata';

export interface Look {
  readonly startedAt: number;
  readonly now: number;
  readonly expectedSeconds: number;
  readonly percentProgress: number;
}

/** The very expression of `DescribeExport` in the machine's file: seconds until the next look. */
export function machinePoll(): (look: Look) => Promise<number> {
  const file = join(__dirname, '..', '..', 'statemachines', 'export-snapshot.asl.json');
  const { States } = JSON.parse(readFileSync(file, 'utf8')) as {
    States: { DescribeExport: { Assign: { waitSeconds: string } } };
  };
  const source = States.DescribeExport.Assign.waitSeconds.replace(/^\{%|%\}$/g, '');
  const expression = jsonata(source);
  return async ({ startedAt, now, expectedSeconds, percentProgress }) =>
    expression.evaluate(undefined, {
      exportStartedAt: new Date(startedAt * 1000).toISOString(),
      expectedSeconds,
      states: {
        context: { State: { EnteredTime: new Date(now * 1000).toISOString() } },
        result: { ExportTasks: [{ PercentProgress: percentProgress }] },
      },
    });
}
