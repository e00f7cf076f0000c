/** The most intervals that cover one moment; an interval that ends when another begins does not overlap it. */
export function maxOverlap(intervals: readonly { readonly from: number; readonly to: number }[]): number {
  const changes = intervals
    .flatMap(({ from, to }) => [
      { at: from, by: 1 },
      { at: to, by: -1 },
    ])
    .sort((a, b) => a.at - b.at || a.by - b.by);
  let running = 0;
  let most = 0;
  for (const { by } of changes) {
    running += by;
    most = Math.max(most, running);
  }
  return most;
}
