declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** Folder of the LevelDB store. @default in memory */
    readonly path?: string;
    /** Real milliseconds that tables stay CREATING, UPDATING, DELETING. */
    readonly createTableMs?: number;
    readonly updateTableMs?: number;
    readonly deleteTableMs?: number;
  }
  export default function dynalite(options?: DynaliteOptions): Server;
}
