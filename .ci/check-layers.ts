import { execFileSync } from 'node:child_process';
import { mkdtempSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledBytes, functionFolders } from '../lib/shared/bundles';
import { type Cpu, duckDbFolder } from '../lib/shared/duckdb/duckdb-packages';

/**
 * The layer of DuckDB for both architectures: within Lambda's limit together with the largest function, made for its
 * processor, and found by what is required from a bundle.
 */

/** Of a function with its layers, unzipped (Lambda Developer Guide, "Lambda quotas"). */
const MOST_BYTES = 250 * 1024 ** 2;
/** `e_machine` of ELF. */
const MACHINES: Readonly<Record<Cpu, number>> = { arm64: 0xb7, x64: 0x3e };

const bytesBelow = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);

function machineOf(file: string): number {
  const head = Buffer.alloc(20);
  readSync(openSync(file, 'r'), head);
  return head.readUInt16LE(18);
}

const code = Math.max(...functionFolders().map(bundledBytes));

for (const cpu of ['arm64', 'x64'] as const) {
  const folder = duckDbFolder(cpu);
  const bytes = bytesBelow(folder);
  console.log(`${cpu}: ${bytes} bytes, with the largest function ${bytes + code} of ${MOST_BYTES}`);
  if (bytes + code > MOST_BYTES) throw new Error(`The layer for ${cpu} is larger than Lambda takes.`);
  const native = join(folder, 'nodejs/node_modules/@duckdb', `node-bindings-linux-${cpu}`);
  for (const file of ['duckdb.node', 'libduckdb.so']) {
    if (machineOf(join(native, file)) !== MACHINES[cpu]) throw new Error(`${file} for ${cpu} is made for another one.`);
  }
  if (process.platform === 'linux' && process.arch === cpu) {
    // as Lambda finds it: by NODE_PATH alone
    const program = "require('@duckdb/node-api').DuckDBInstance.create().then(() => console.log('it loads'))";
    execFileSync(process.execPath, ['-e', program], {
      cwd: mkdtempSync(join(tmpdir(), 'layer-')),
      env: { ...process.env, NODE_PATH: join(folder, 'nodejs/node_modules') },
      stdio: 'inherit',
    });
  }
}
