import { ListExecutionsCommand, ListMapRunsCommand, type SFNClient } from '@aws-sdk/client-sfn';

/** Children looked at: one call each. */
const SAMPLE = 10;

/**
 * A child to blame for the failure of an execution's newest Map Run: of those that failed by themselves, one with the
 * error that most of them have. Undefined when none is found, for example after the 90 days that Step Functions keeps
 * them.
 */
export async function failedMapChild<T extends { readonly error?: string }>(
  sfn: Pick<SFNClient, 'send'>,
  executionArn: string,
  read: (sfn: Pick<SFNClient, 'send'>, executionArn: string) => Promise<T>,
): Promise<T | undefined> {
  const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
  const newestFirst = mapRuns.toSorted((a, b) => (b.startDate?.getTime() ?? 0) - (a.startDate?.getTime() ?? 0));
  for (const { mapRunArn } of newestFirst) {
    for (const statusFilter of ['FAILED', 'TIMED_OUT'] as const) {
      const { executions = [] } = await sfn.send(
        new ListExecutionsCommand({ mapRunArn, statusFilter, maxResults: SAMPLE }),
      );
      const children = await Promise.all(executions.map((each) => read(sfn, each.executionArn ?? '')));
      if (children.length > 0) return withMostFrequentError(children);
    }
  }
  return undefined;
}

function withMostFrequentError<T extends { readonly error?: string }>(children: readonly T[]): T {
  const alike = (child: T): number => children.filter(({ error }) => error === child.error).length;
  return children.reduce((best, each) => (alike(each) > alike(best) ? each : best));
}
