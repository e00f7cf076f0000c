import { createHash } from 'node:crypto';
import type { Settings } from '../../config/types';

/** What apply-governance is bundled with: all that decides what a run makes of the catalog. */
export type PolicySettings = Pick<Settings, 'accounts' | 'governance'>;

/** Hex digits: two policies of one installation share them once in 10^14. */
const HASH_DIGITS = 12;

/** The same for two configurations that mean the same: neither the order of keys nor that of lists matters. */
export const policyHash = ({ accounts, governance }: PolicySettings): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted({ accounts, governance })))
    .digest('hex')
    .slice(0, HASH_DIGITS);

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => JSON.stringify(sorted(each))).sort();
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, sorted(inner)] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
