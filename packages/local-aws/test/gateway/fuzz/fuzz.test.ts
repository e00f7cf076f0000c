import { spawn } from 'node:child_process';
import { join } from 'node:path';

const SEED = process.env.LOCAL_AWS_FUZZ_SEED ?? '20261126';
const REQUESTS = process.env.LOCAL_AWS_FUZZ_REQUESTS ?? '1500';

/**
 * A process of its own, so that one that dies is seen to die. More: LOCAL_AWS_FUZZ_SEED=7
 * LOCAL_AWS_FUZZ_REQUESTS=50000.
 */
it('random requests to every service are answered as AWS would, and the process lives', async () => {
  const script = join(__dirname, 'send-random-requests.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, SEED, REQUESTS], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once('close', resolve)),
  ]);
  const lines = out.trimEnd().split('\n');
  const summary = JSON.parse(lines.pop() ?? '{}') as object;
  expect({ code, err, problems: lines }).toEqual({ code: 0, err: '', problems: [] });
  expect(summary).toMatchObject({ total: Number(REQUESTS), alive: 'HTTP/1.1 200 OK' });
});

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
