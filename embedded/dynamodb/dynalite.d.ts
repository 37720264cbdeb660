// dynalite 4 comes without types; this is what is used of it.
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** Folder of the LevelDB store. */
    readonly path: string;
    /** Milliseconds that a table stays in the state CREATING. */
    readonly createTableMs: number;
  }

  function dynalite(options: DynaliteOptions): Server;
  export = dynalite;
}
