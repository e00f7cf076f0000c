import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { loadSettings } from '../../lib/config';
import { describeGenerated, localSources } from '../../local/generated-databases';
import { startRuntime } from '../../local/runtime';
import { VirtualClock } from '../../packages/local-aws/clock';
import { observerFor } from '../demo/observer';
import { playedSources } from '../demo/played-sources';
import { report } from '../demo/report';
import { runDemo } from '../demo/run-demo';
import { CONFIG_OPTION, localConfiguration } from '../local-configuration';
import { printWarnings } from '../print-warnings';
import { LOCAL_DIRECTORY } from '../target';

/** `demo`: the main job on real data, on this machine, in virtual time. Exits non-zero when any figure disagrees. */
export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description('run the whole pipeline on this machine: snapshot, export, copy, crawl, govern, fail once, redrive')
    .option('--config <file>', CONFIG_OPTION)
    .option('--json', 'print one JSON document')
    .action(async ({ json = false, config }: { json?: boolean; config?: string }) => {
      const directory = join(LOCAL_DIRECTORY, 'demo');
      rmSync(directory, { recursive: true, force: true });
      const observer = observerFor({ json, isTerminal: process.stdout.isTTY === true });
      observer.say('Loading the source databases.');
      const settings = loadSettings({ file: localConfiguration(config) });
      printWarnings(settings);
      const played = playedSources(settings.sources);
      const local = localSources(settings);
      const clock = new VirtualClock(tonight());
      const runtime = await startRuntime({ settings, directory, clock, sources: local.sources });
      for (const notice of [describeGenerated(local), played.notice]) {
        if (notice !== undefined) observer.say(notice);
      }
      try {
        const document = await runDemo({ ...settings, sources: played.sources }, runtime, observer);
        process.stdout.write(json ? `${JSON.stringify(document, null, 2)}\n` : report(document));
        if (document.disagreements.length > 0) process.exitCode = 1;
      } finally {
        await runtime.close();
      }
    });
}

/** One o'clock in the morning, UTC, of the current day. */
const tonight = (): number => new Date().setUTCHours(1, 0, 0, 0);
