import type { EndState } from '../../world/end-state';
import type { Trouble } from '../cells';

/** Parts of the end that are not as in an undisturbed run. */
export function differingParts(undisturbed: EndState, tried: EndState, trouble: Trouble): string[] {
  const isOtherTask = trouble.kind === 'fault' && trouble.name === 'export-failed';
  const text = isOtherTask
    ? (part: unknown) => withoutTask(JSON.stringify(part))
    : (part: unknown) => JSON.stringify(part);
  const parts = Object.keys(undisturbed) as (keyof EndState)[];
  return parts.filter((part) => text(undisturbed[part]) !== text(tried[part]));
}

/**
 * A failed export is followed by one of another name, which the ledger keeps and counts, with the reason of the
 * failure. Names of files in the lake carry a fingerprint of it; their folders, order, sizes and bytes stay the same.
 */
const withoutTask = (json: string): string =>
  json
    .replace(/(orders-\d{12})-\d+/g, '$1')
    .replace(/"(attempts)":\{"N":"\d+"\}/g, '"$1":{}')
    .replace(/,?"failureCause":\{"S":"[^"]*"\}/g, '')
    .replace(/(=\d{4}-\d\d-\d\d\/)[^ ]+/g, '$1');
