import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startAws } from '../..';
import { ScaledClock } from '../../clock';
import type { SourceDatabases } from '../../databases';
import { openStore, type Store } from '../../store';
import { SNAPSHOT_SOURCE } from './places';

/** One database with one row, frozen without an engine. */
const DATABASES: SourceDatabases = {
  sources: [
    { id: SNAPSHOT_SOURCE, kind: 'rds-instance', engine: 'postgres', databases: [{ name: 'shop', tables: [] }] },
  ],
  async freeze(_source, folder) {
    await mkdir(join(folder, 'shop'), { recursive: true });
    await writeFile(join(folder, 'shop', '0.csv'), '1\n');
    const columns = [{ name: 'id', type: 'integer' }];
    const about = { rows: 1, bytes: 2, file: '0.csv', persistence: 'permanent', hasIntegerKey: true } as const;
    return [{ database: 'shop', tables: [{ schema: 'public', table: 'orders', columns, ...about }] }];
  },
  execute: () => Promise.reject(new RangeError('The rows of this database are fixed.')),
  close: () => {},
};

/** Where and when a process dies. */
interface Death {
  /** Beginning of a namespace's name. */
  readonly namespace: string;
  readonly writes: number;
}

/**
 * Dies right after so many writes to a namespace from the call of `die` on: where two writes belong together, between
 * the two.
 */
async function mortalStore(directory: string): Promise<{ store: Store; die: (death: Death) => void }> {
  const store = await openStore(directory);
  const append = store.append.bind(store);
  let death: Death = { namespace: '', writes: Number.POSITIVE_INFINITY };
  let left = death.writes;
  store.append = (writes) => {
    append(writes);
    if (!writes.some(({ namespace }) => namespace.startsWith(death.namespace))) return;
    if (--left === 0) process.kill(process.pid, 'SIGKILL');
  };
  return {
    store,
    die: (planned) => {
      death = planned;
      left = planned.writes;
    },
  };
}

/** Every service in a process of its own, until it is killed. Says on stdout where it listens. */
async function main([directory = '', now = '0', speed = '1']: readonly string[]): Promise<void> {
  const { store, die } = await mortalStore(join(directory, 'store'));
  const clock = new ScaledClock(Number(speed), Number(now));
  const aws = await startAws({
    directory,
    store,
    clock,
    databases: DATABASES,
    controls: () => ({
      die: async (death) => {
        die(death as unknown as Death);
        return {};
      },
    }),
    prepare: async (started) =>
      started.service('lambda').registerFunction('double', async ({ n }: { n: number }) => ({ n: n * 2 })),
  });
  process.stdout.write(`${aws.url}\n`);
}

void main(process.argv.slice(2));
