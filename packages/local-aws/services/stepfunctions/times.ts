/** Epoch milliseconds as the SDK's Date; absent stays absent. */
export const date = (ms: number | undefined): Date | undefined => (ms === undefined ? undefined : new Date(ms));

/** maxResults as the List operations read it: 100 unless told, at most 1,000; 0 means the default. */
export const pageSize = (maxResults: number | undefined): number => Math.min(maxResults || 100, 1000);
