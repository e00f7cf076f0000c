import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openStore } from '../../../store';
import { bodyOfPut, KILLED_BUCKET } from './killed-writes';
import { openS3, temporaryFolder } from './s3-over-http';

/** What must be there for a key: the last put acknowledged, or one that was under way when the process died. */
interface Expectation {
  readonly worker: number;
  readonly atLeast: number;
}

const WRITER = join(__dirname, 'killed-writer.ts');

/** Runs the writer until it has acknowledged so many writes, then kills it with SIGKILL amid the next. */
async function writeUntilKilled(
  directory: string,
  from: number,
  acknowledgements: number,
  expected: Map<string, Expectation>,
): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', WRITER, directory, String(from)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  let seen = 0;
  let last = from;
  for await (const line of createInterface({ input: child.stdout })) {
    const [what, key = '', worker, i] = line.split(' ');
    if (what === 'deleting') expected.delete(key);
    else expected.set(key, { worker: Number(worker), atLeast: Number(i) });
    last = Math.max(last, Number(i ?? 0));
    if (++seen === acknowledgements) child.kill('SIGKILL');
  }
  return last;
}

it('a process killed amid its writes loses nothing that it had acknowledged, again and again', async () => {
  const directory = temporaryFolder();
  const expected = new Map<string, Expectation>();
  let next = 0;
  for (const acknowledgements of [150, 77, 201]) {
    next = (await writeUntilKilled(directory, next, acknowledgements, expected)) + 1;
    const store = await openStore(join(directory, 'store'));
    const { objects, close } = await openS3(join(directory, 's3'), store);
    for (const [key, { worker, atLeast }] of expected) {
      const body = Buffer.from(await objects.get(KILLED_BUCKET, key));
      const [, i = '-1'] = /^\d:(\d+);/.exec(body.toString('latin1', 0, 20)) ?? [];
      expect(Number(i)).toBeGreaterThanOrEqual(atLeast);
      expect(body.equals(bodyOfPut(worker, Number(i)))).toBe(true);
    }
    close();
    await store.close();
  }
  expect(expected.size).toBeGreaterThan(80);
});
