/** For runtimes in which no source is ever asked. */
export const noDatabases = {
  sources: [],
  freeze: () => Promise.reject(new Error('No snapshot is taken here.')),
  execute: () => Promise.reject(new Error('Nothing is asked here.')),
  close: () => {},
};
