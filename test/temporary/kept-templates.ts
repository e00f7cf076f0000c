import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';

/** Templates by name, in lists and objects of any depth. */
type Nested = Template | undefined | readonly Nested[] | { readonly [name: string]: Nested };

/** Where test files of one run leave templates for each other; nothing is kept where the run names no directory. */
const fileOf = (name: string): string | undefined => {
  const directory = process.env.LAKEFERRY_SYNTHESIZED;
  return directory && join(directory, `${name}.json`);
};

/** Written beside and renamed: another worker may read or write at the same time. */
export function keepTemplates(name: string, templates: object, more: object): void {
  const file = fileOf(name);
  if (file === undefined) return;
  const own = `${file}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ templates, more }));
  renameSync(own, file);
}

export function keptTemplates(name: string): { readonly templates: object; readonly more: object } | undefined {
  const file = fileOf(name);
  if (file === undefined || !existsSync(file)) return undefined;
  const { templates, more } = JSON.parse(readFileSync(file, 'utf8')) as { templates: object; more: object };
  return { templates: revived(templates) as object, more };
}

/** Every template has resources, and no list or object of templates has. */
function revived(value: unknown): Nested {
  if (Array.isArray(value)) return value.map(revived);
  const known = value as Readonly<Record<string, unknown>>;
  if ('Resources' in known) return Template.fromJSON(known);
  return Object.fromEntries(Object.entries(known).map(([name, each]) => [name, revived(each)]));
}
