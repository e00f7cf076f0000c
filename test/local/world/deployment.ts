import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../../core/config/types';
import { startRuntime } from '../../../local/runtime';
import { VirtualClock } from '../../../packages/local-aws/clock';
import type { SourceDatabases } from '../../../packages/local-aws/databases';
import { memoryStore, type Store, type Write } from '../../../packages/local-aws/store';

/** What a start of the runtime leaves behind when it deploys for the first time. */
interface Deployment {
  readonly writes: readonly Write[];
  readonly directory: string;
}

const known = new Map<string, Promise<Deployment>>();

/**
 * Puts into the store and the directory what one deployment of these settings made. It is made once and then copied: a
 * start over it takes a third of the time of a first start.
 */
export async function copyDeployment(
  {
    settings,
    databases,
    now,
  }: { readonly settings: Settings; readonly databases: SourceDatabases; readonly now: number },
  { store, directory }: { readonly store: Store; readonly directory: string },
): Promise<void> {
  const key = JSON.stringify([settings, databases.sources, now]);
  const deployment = known.get(key) ?? deploy(settings, databases, now);
  known.set(key, deployment);
  const made = await deployment;
  store.append(made.writes);
  cpSync(made.directory, directory, { recursive: true });
}

async function deploy(settings: Settings, databases: SourceDatabases, now: number): Promise<Deployment> {
  const directory = mkdtempSync(join(tmpdir(), 'lakeferry-deployment-'));
  const writes: Write[] = [];
  const inner = memoryStore();
  const append = (some: readonly Write[]): void => {
    inner.append(some);
    writes.push(...structuredClone(some));
  };
  const store: Store = { ...inner, append, write: async (some) => append(some) };
  const runtime = await startRuntime({ settings, directory, clock: new VirtualClock(now), store, databases });
  await runtime.close();
  return { writes, directory };
}
