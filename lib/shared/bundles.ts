import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../core/config/types';
import { SETTINGS_FILE } from '../../functions/shared/settings';

/** Bundles of all functions, made by esbuild at synth time: no Docker, one run for all. */

const ROOT = join(__dirname, '..', '..');
const FUNCTIONS = join(ROOT, 'functions');

/**
 * Folders of all Lambda functions by their names. A name stands once, whatever its branch: it is the deployed name, the
 * placeholder and the construct.
 */
const folders = (): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(FUNCTIONS).flatMap((branch) =>
      readdirSync(join(FUNCTIONS, branch))
        .filter(
          (name) =>
            existsSync(join(FUNCTIONS, branch, name, 'index.ts')) &&
            existsSync(join(FUNCTIONS, branch, name, 'handler.ts')),
        )
        .map((name) => [name, join(FUNCTIONS, branch, name)] as const),
    ),
  );

/** Names of all Lambda functions. */
export const functionFolders = (): string[] => [...folders().keys()].sort();

export const folderOf = (name: string): string => folders().get(name)!;

/** A folder with `index.js` and the parts of the settings that the function reads, to be uploaded as it is. */
export function functionBundle(functionName: string, settings: Partial<Settings>): string {
  const code = join(compiled(), functionName);
  if (!existsSync(code)) throw new Error(`There is no functions/${functionName}/index.ts to bundle.`);
  const directory = join(ownFolder(), functionName);
  // The compiled code may be shared with other processes, so the settings go beside a copy of it.
  if (!existsSync(directory)) cpSync(code, directory, { recursive: true });
  writeFileSync(join(directory, SETTINGS_FILE), JSON.stringify(settings));
  return directory;
}

/** What Lambda loads at a cold start. */
export const bundledBytes = (functionName: string): number => statSync(join(compiled(), functionName, 'index.js')).size;

let own: string | undefined;

/** Removed when the process ends. */
function ownFolder(): string {
  if (own === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'lakeferry-bundles-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    own = made;
  }
  return own;
}

/**
 * Processes that synthesize the same sources side by side, as test files do, compile them once when this names a folder
 * for all of them.
 */
const SHARED = 'LAKEFERRY_COMPILED_FUNCTIONS';

/**
 * All functions, without settings. The folder appears whole or not at all: whoever comes second uses what the first one
 * made.
 */
function compiled(): string {
  const folder = process.env[SHARED] ?? join(ownFolder(), 'compiled');
  if (existsSync(folder)) return folder;
  const outdir = mkdtempSync(`${folder}-`);
  // in a process of its own: esbuild refuses to run in jest's context
  execFileSync(
    process.execPath,
    ['-e', "require('esbuild').buildSync(JSON.parse(process.argv[1]))", JSON.stringify(options(outdir))],
    {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  try {
    renameSync(outdir, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(outdir, { recursive: true });
  }
  return folder;
}

const options = (outdir: string) => ({
  entryPoints: functionFolders().map((name) => ({ in: join(folderOf(name), 'index.ts'), out: `${name}/index` })),
  outdir,
  bundle: true,
  minify: true,
  platform: 'node',
  // native code, in a layer of the functions that load it (lib/shared/duckdb)
  external: ['@duckdb/node-api'],
  // Node looks into layers for what is required, not for what is imported
  supported: { 'dynamic-import': false },
  // the oldest runtime of regionTraits
  target: 'node22',
  format: 'cjs',
  // ES modules first: what is not used is left out
  mainFields: ['module', 'main'],
  legalComments: 'external',
  logLevel: 'warning',
});
