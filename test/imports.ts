import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/** The imports of this repository, read from the sources as text: types count, packages do not. */

export const ROOT = join(__dirname, '..');

const ROOMS = ['bin', 'core', 'functions', 'lib', 'local', 'packages', 'test', 'bench'];

/** Paths from the root, with slashes, of all TypeScript and JavaScript files of a folder. */
export function sourceFiles(folder: string): string[] {
  const path = join(ROOT, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|js|mjs)$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => !file.includes('node_modules/') && !file.includes('/dist/'));
}

/** What each file imports by relative path; a target that does not exist is left out. */
export function importGraph(
  files: readonly string[] = ROOMS.flatMap(sourceFiles),
): ReadonlyMap<string, readonly string[]> {
  const known = new Set(files);
  return new Map(files.map((file) => [file, importsOf(file).flatMap((each) => resolved(file, each, known) ?? [])]));
}

const importsOf = (file: string): string[] =>
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(/(?:from|import|require)\s*\(?\s*['"](\.[^'"]*)['"]/g)].map(
    ([, specifier]) => specifier!,
  );

function resolved(file: string, specifier: string, known: ReadonlySet<string>): string | undefined {
  const path = join(dirname(file), specifier).split(sep).join('/').replace(/\/$/, '');
  return [path, `${path}.ts`, `${path}.js`, `${path}/index.ts`].find((each) => known.has(each));
}

/** Groups of files that reach themselves through their imports. Tarjan's algorithm, one group a circle. */
export function circles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];

  const visit = (file: string): void => {
    order.set(file, order.size);
    lowest.set(file, order.get(file)!);
    stack.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!order.has(next)) visit(next);
      if (stack.includes(next)) lowest.set(file, Math.min(lowest.get(file)!, lowest.get(next)!));
    }
    if (lowest.get(file) !== order.get(file)) return;
    const group = stack.splice(stack.indexOf(file));
    if (group.length > 1 || graph.get(file)?.includes(file)) found.push(group.sort());
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return found;
}
