/** Epoch milliseconds as the SDK's Date; absent stays absent. */
export const date = (ms: number | undefined): Date | undefined => (ms === undefined ? undefined : new Date(ms));
