import { type Owned, placeOfThing } from './owned';

/** Tables read by themselves in every run, beside those that the ledger knows something of. */
const FEWEST = 16;
/** Every table is read by itself once in so many days. */
const DAYS = 100;
/** Tables of each kind of thing that lakeferry made; a list that leaves a kind out shows there. */
const OF_EACH_KIND = 4;

const DAY_MS = 86_400_000;

/** No more tables than this are checked one by one anyway. */
export const FEW_TABLES = 24;

/** Tables to compare the lists with: other ones every day, and some that carry each kind of thing. */
export function spotChecks(tables: readonly string[], { things }: Owned, nowMs: number): string[] {
  const sorted = [...tables].sort();
  const size = Math.max(FEWEST, Math.ceil(sorted.length / DAYS));
  const start = (Math.floor(nowMs / DAY_MS) * size) % Math.max(1, sorted.length);
  const ofToday = [...sorted, ...sorted].slice(start, start + Math.min(size, sorted.length));
  return [...new Set([...ofToday, ...telling(new Set(sorted), things)])];
}

function telling(tables: ReadonlySet<string>, things: ReadonlySet<string>): string[] {
  const byKind = new Map<string, string[]>();
  for (const thing of things) {
    const { table } = placeOfThing(thing);
    if (table === undefined || !tables.has(table)) continue;
    const kind = kindOf(thing);
    const found = byKind.get(kind) ?? [];
    if (found.length < OF_EACH_KIND) byKind.set(kind, [...found, table]);
  }
  return [...byKind.values()].flat();
}

/** Tags of tables and those of columns are two kinds. */
function kindOf(thing: string): string {
  const [, , kind, column] = JSON.parse(thing) as readonly (string | null)[];
  return kind === 'tag' && column !== null ? 'column tag' : String(kind);
}
