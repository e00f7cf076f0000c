/** ` Did you mean 'orders'?` when one of the names is near, else the names themselves, else nothing. */
export function didYouMean(name: string, names: readonly string[]): string {
  const [nearest] = names
    .map((each) => ({ each, distance: editDistance(name.toLowerCase(), each.toLowerCase()) }))
    .filter(({ each, distance }) => distance <= Math.max(1, Math.floor(Math.min(each.length, name.length) / 3)))
    .sort((a, b) => a.distance - b.distance);
  if (nearest !== undefined) return ` Did you mean '${nearest.each}'?`;
  return names.length > 0 && names.length <= MAX_LISTED ? ` There are: ${names.join(', ')}.` : '';
}

const MAX_LISTED = 12;

/** Levenshtein: insertions, deletions and replacements that turn one into the other. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(previous[j]! + 1, row[j - 1]! + 1, replaced));
    }
    previous = row;
  }
  return previous[b.length]!;
}
