import { cpSync, mkdtempSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store, type Write } from '../../store';
import { MAX_LOG_BYTES } from '../../store/write-log';

const folder = (): string => mkdtempSync(join(tmpdir(), 'local-aws-store-'));

/** What a process that is killed now leaves behind. */
function leftBy(directory: string): string {
  for (;;) {
    const copy = folder();
    try {
      cpSync(directory, copy, { recursive: true });
      return copy;
    } catch (error) {
      // a log that was begun anew while it was copied: a death has one moment, so the copy begins again
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

async function found(directory: string): Promise<Record<string, unknown>> {
  const store = await openStore(directory);
  const entries: Record<string, unknown> = {};
  for await (const [key, value] of store.entries('n')) entries[key] = value;
  await store.close();
  return entries;
}

const put = (key: string, value: unknown): Write => ({ namespace: 'n', key, value });
const remove = (key: string): Write => ({ namespace: 'n', key, deleted: true });
const logsIn = (directory: string): string[] => readdirSync(directory).filter((name) => name.startsWith('ahead-'));

async function withStore(act: (store: Store, directory: string) => Promise<void>): Promise<void> {
  const directory = folder();
  const store = await openStore(directory);
  try {
    await act(store, directory);
  } finally {
    await store.close();
  }
}

it('has every write that was acknowledged when the process is killed, with nothing read or closed before', () =>
  withStore(async (store, directory) => {
    await store.write([put('é\n1 2', { text: '\u{1f600}\n' }), put('gone', 1)]);
    await store.write([remove('gone'), put('empty', '')]);
    expect(await found(leftBy(directory))).toEqual({ 'é\n1 2': { text: '\u{1f600}\n' }, empty: '' });
  }));

it('has what was appended when the process is killed before it awaits anything', () =>
  withStore(async (store, directory) => {
    store.append([put('a', 1), put('b', 1)]);
    store.append([remove('b'), put('a', 2)]);
    expect(await found(leftBy(directory))).toEqual({ a: 2 });
  }));

it('has them after a second kill too, and what was written between', async () => {
  const directory = folder();
  const first = await openStore(directory);
  await first.write([put('a', 1)]);
  const left = leftBy(directory);
  const second = await openStore(left);
  await second.write([put('b', 2)]);
  expect(await found(leftBy(left))).toEqual({ a: 1, b: 2 });
  await Promise.all([first.close(), second.close()]);
});

it('has none of a write that was cut short, at whatever byte, and all before it', () =>
  withStore(async (store, directory) => {
    await store.write([put('a', 1), put('b', 1)]);
    const [name = ''] = logsIn(directory);
    const before = readFileSync(join(directory, name)).length;
    await store.write([put('a', 2), remove('b')]);
    const after = readFileSync(join(directory, name)).length;
    for (let bytes = before; bytes <= after; bytes++) {
      const left = leftBy(directory);
      truncateSync(join(left, name), bytes);
      expect({ bytes, ...(await found(left)) }).toEqual(bytes < after ? { bytes, a: 1, b: 1 } : { bytes, a: 2 });
    }
  }));

it('begins its log anew when it is long, and is whole when it is killed meanwhile', () =>
  withStore(async (store, directory) => {
    const text = 'x'.repeat(MAX_LOG_BYTES / 4);
    const expected: Record<string, unknown> = {};
    for (let i = 0; i < 12; i++) {
      await store.write([put(`k${i % 7}`, [i, text])]);
      expected[`k${i % 7}`] = [i, text];
      expect(await found(leftBy(directory))).toEqual(expected);
    }
    const bytes = logsIn(directory).map((name) => readFileSync(join(directory, name)).length);
    expect(Math.max(...bytes)).toBeLessThan(2 * MAX_LOG_BYTES);
  }));

it('leaves no log behind when it is closed, and takes no write after that', async () => {
  const directory = folder();
  const store = await openStore(directory);
  await store.write([put('a', 1)]);
  await store.close();
  expect(logsIn(directory)).toEqual([]);
  await expect(store.write([put('b', 1)])).rejects.toThrow('closed');
  expect(await found(directory)).toEqual({ a: 1 });
});
