import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from './case';

const REPEATED = /@@REPEAT\((.),(\d+)\)@@/g;

/** All cases of a folder's files; abbreviated strings are written out. */
export function loadCases(folder: string): { readonly file: string; readonly cases: readonly Case[] }[] {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  return files.map((name) => {
    const text = readFileSync(join(folder, name), 'utf8').replace(REPEATED, (_, c: string, n: string) =>
      c.repeat(Number(n)),
    );
    const { cases } = JSON.parse(text) as { cases: Case[] };
    return { file: name, cases };
  });
}
