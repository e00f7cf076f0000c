import { run as lakeferry } from './candidates/lakeferry';
import { run as sdkAdaptive } from './candidates/sdk-adaptive';
import { run as sdkDefault } from './candidates/sdk-default';
import { run as sdkTuned } from './candidates/sdk-tuned';

/** One measured process: runs the candidate named by its argument and prints figures of the whole process. */
const candidates: Record<string, () => Promise<number>> = {
  lakeferry,
  'sdk-default': sdkDefault,
  'sdk-tuned': sdkTuned,
  'sdk-adaptive': sdkAdaptive,
};

async function main(): Promise<void> {
  const run = candidates[process.argv[2] ?? ''];
  if (run === undefined) throw new RangeError(`There is no candidate '${process.argv[2]}'.`);
  const cpuAtStart = process.cpuUsage();
  const startedAt = performance.now();
  const copied = await run();
  const seconds = (performance.now() - startedAt) / 1000;
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.stdout.write(
    JSON.stringify({
      copied,
      seconds,
      cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
      startCpuSeconds: (cpuAtStart.user + cpuAtStart.system) / 1e6,
      rssMb: maxRSS / 1024,
    }),
  );
  process.exit(0);
}

void main();
