/** File beside the manifest with the whole of what RDS said, where it is too long to travel. */
export const WARNING_FILE = 'warning.json';

/** A machine carries 256 KiB from state to state, an item of DynamoDB holds 400 KB; people read a page. */
export const MAX_WARNING_BYTES = 8_000;

const bytesOf = (text: string): number => Buffer.byteLength(text);

/**
 * A WarningMessage of RDS that is short enough to travel: the same text where it is, else its first entries, in its own
 * form, and how many there are. It can name every table of an export, thousands of them.
 */
export function cutWarning(text: string): string {
  if (bytesOf(text) <= MAX_WARNING_BYTES) return text;
  const message = parsed(text);
  const lists = Object.entries(message).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  const count = lists.reduce((sum, [, list]) => sum + list.length, 0);
  const general = [{ reason: `RDS says ${bytesOf(text)} bytes here, of ${count} entries; these are the first.` }];
  if (count === 0) return JSON.stringify({ general: [...general, { reason: firstBytes(text) }] });
  const kept = new Map(lists.map(([name]) => [name, [] as unknown[]]));
  const cut = (): string =>
    JSON.stringify({ ...Object.fromEntries(kept), general: [...general, ...(kept.get('general') ?? [])] });
  let left = MAX_WARNING_BYTES - bytesOf(cut());
  for (const [name, list] of lists) {
    for (const entry of list) {
      left -= bytesOf(JSON.stringify(entry)) + 1;
      if (left < 0) return cut();
      kept.get(name)?.push(entry);
    }
  }
  return cut();
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** Whole characters: JSON's escapes may take six bytes each. */
const firstBytes = (text: string): string => [...text.slice(0, MAX_WARNING_BYTES / 8)].slice(0, -1).join('');
