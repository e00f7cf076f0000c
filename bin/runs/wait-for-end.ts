import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';

const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [500, 10_000];

/** Waits until an execution has ended. Throws when it did not succeed, saying how to look at it. */
export async function waitForEnd(sfn: SFNClient, executionArn: string): Promise<void> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 1.5, LONGEST_WAIT_MS)) {
    const { status, error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status === 'SUCCEEDED') return;
    if (status !== 'RUNNING' && status !== 'PENDING_REDRIVE') {
      const why = [error, cause].filter((each) => each !== undefined).join(': ');
      throw new Error(
        `The execution ended ${status}${why === '' ? '' : ` (${why})`}. Look at it: npx lakeferry show ${executionArn}`,
      );
    }
    await sleep(wait);
  }
}
