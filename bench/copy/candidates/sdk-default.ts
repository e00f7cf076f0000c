import { copyWithSdk } from './sdk';

/** 50 sockets, `standard` retry. */
export const run = (): Promise<number> => copyWithSdk({}, 50);
