import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../core/config/types';
import { SETTINGS_FILE } from '../../functions/shared/settings';

/** Bundles of all functions, made by esbuild at synth time: no Docker, one run for all. */

const ROOT = join(__dirname, '..', '..');
const FUNCTIONS = join(ROOT, 'functions');

/** Folders of all Lambda functions by their names. A name stands once, whatever its branch: it is the deployed name, the placeholder and the construct. */
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
  const directory = join(bundles(), functionName);
  if (!existsSync(directory)) throw new Error(`There is no functions/${functionName}/index.ts to bundle.`);
  writeFileSync(join(directory, SETTINGS_FILE), JSON.stringify(settings));
  return directory;
}

/** What Lambda loads at a cold start. */
export const bundledBytes = (functionName: string): number => statSync(join(bundles(), functionName, 'index.js')).size;

let made: string | undefined;

function bundles(): string {
  if (made !== undefined) return made;
  const outdir = mkdtempSync(join(tmpdir(), 'lakeferry-bundles-'));
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  // in a process of its own: esbuild refuses to run in jest's context
  execFileSync(
    process.execPath,
    ['-e', "require('esbuild').buildSync(JSON.parse(process.argv[1]))", JSON.stringify(options(outdir))],
    {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  made = outdir;
  return outdir;
}

const options = (outdir: string) => ({
  entryPoints: functionFolders().map((name) => ({ in: join(folderOf(name), 'index.ts'), out: `${name}/index` })),
  outdir,
  bundle: true,
  minify: true,
  platform: 'node',
  // the oldest runtime of regionTraits
  target: 'node22',
  format: 'cjs',
  // ES modules first: what is not used is left out
  mainFields: ['module', 'main'],
  legalComments: 'external',
  logLevel: 'warning',
});
