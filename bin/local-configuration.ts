import { DEMO_CONFIG } from '../lib/config';

/** What `demo` and `local` say of their option. */
export const CONFIG_OPTION = "another configuration than the demo's, for example lakeferry.config.ts";

/** The file that `demo` and `local` run: the one that is named, else that of the environment, else the demo's. */
export const localConfiguration = (option: string | undefined): string =>
  option ?? (process.env.LAKEFERRY_CONFIG || DEMO_CONFIG);
