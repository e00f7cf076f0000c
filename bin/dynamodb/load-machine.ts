/** Name of the machine that loads tables of an entry, without the installation's. */
export const loadMachine = (entry: string): string => `load-table-${entry}`;
