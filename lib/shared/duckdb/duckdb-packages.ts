import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a layer takes: the packages of DuckDB, with the native code of the architecture that it is deployed to. */
export type Cpu = 'arm64' | 'x64';

const ROOT = join(__dirname, '..', '..', '..');
const MODULES = join(ROOT, 'node_modules');
const API = '@duckdb/node-api';
const BINDINGS = '@duckdb/node-bindings';
const nativePackage = (cpu: Cpu): string => `${BINDINGS}-linux-${cpu}`;

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version: string; readonly integrity?: string }>>;
}
const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lock;
const locked = (name: string) => packages[`node_modules/${name}`]!;

export const VERSION = locked(API).version;

/** The registry gave something else than the lock file names. */
export class WrongPackageError extends Error {
  override readonly name = 'WrongPackageError';
  constructor(name: string, integrity: string) {
    super(
      `The registry's ${name} has the integrity ${integrity}, which package-lock.json does not name. Ask whoever runs it.`,
    );
  }
}

/** Processes that synthesize without deploying, as tests do, need no native code when this names a folder for it. */
const WITHOUT_NATIVE_CODE = 'LAKEFERRY_EMPTY_LAYERS';

/**
 * The folder of a layer, made once for each version. npm installs the native code of one architecture, the computer's:
 * that of another one comes from the registry, checked against the lock file.
 */
export function duckDbFolder(cpu: Cpu): string {
  const empty = process.env[WITHOUT_NATIVE_CODE];
  if (empty !== undefined) return empty;
  const folder = join(MODULES, '.cache', 'lakeferry', `duckdb-${VERSION}-${cpu}`);
  if (existsSync(folder)) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  const making = mkdtempSync(`${folder}-`);
  const target = (name: string): string => join(making, 'nodejs', 'node_modules', name);
  for (const name of [API, BINDINGS]) cpSync(join(MODULES, name), target(name), { recursive: true });
  const native = nativePackage(cpu);
  if (existsSync(join(MODULES, native))) cpSync(join(MODULES, native), target(native), { recursive: true });
  else download(native, target(native));
  try {
    renameSync(making, folder);
  } catch (error) {
    // another process was faster
    if (!existsSync(folder)) throw error;
    rmSync(making, { recursive: true });
  }
  return folder;
}

function download(name: string, target: string): void {
  const { version, integrity } = locked(name);
  mkdirSync(target, { recursive: true });
  const packed = execFileSync('npm', ['pack', `${name}@${version}`, '--json', '--pack-destination', target], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  });
  const [{ filename, integrity: received }] = JSON.parse(packed) as [{ filename: string; integrity: string }];
  if (received !== integrity) throw new WrongPackageError(name, received);
  const file = join(target, filename);
  execFileSync('tar', ['-xzf', filename, '--strip-components=1'], { cwd: target });
  rmSync(file);
}
