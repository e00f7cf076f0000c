/** So long what was read for one database serves the others of the same run. */
const KEPT_MS = 300_000;

/** Keeps what is read of the whole account between the databases of one run; each database looks at it once. */
export class KeptPerRun<Thing> {
  #kept: { readonly at: number; readonly servedTo: Set<string>; readonly thing: Thing } | undefined;

  async read(now: number, database: string, read: () => Promise<Thing>): Promise<Thing> {
    if (this.#kept === undefined || now - this.#kept.at >= KEPT_MS || this.#kept.servedTo.has(database)) {
      this.#kept = { at: now, servedTo: new Set(), thing: await read() };
    }
    this.#kept.servedTo.add(database);
    return this.#kept.thing;
  }
}
