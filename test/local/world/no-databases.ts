import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../../core/config/types';
import { startRuntime } from '../../../local/runtime';
import { VirtualClock } from '../../../packages/local-aws/clock';

/** For runtimes in which no source is ever asked. */
export const noDatabases = {
  sources: [],
  freeze: () => Promise.reject(new Error('No snapshot is taken here.')),
  execute: () => Promise.reject(new Error('Nothing is asked here.')),
  close: () => {},
};

/** @default a directory of its own */
export const startWithoutDatabases = (settings: Settings, directory = mkdtempSync(join(tmpdir(), 'no-databases-'))) =>
  startRuntime({
    settings,
    directory,
    clock: new VirtualClock(Date.parse('2026-11-20T01:00:00Z')),
    databases: noDatabases,
  });
