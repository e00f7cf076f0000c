import type { Grant } from '../model/state';
import { IAM_ALLOWED_PRINCIPALS } from '../model/state';
import { describeForeign, type ForeignThing } from './foreign';

/** Whether one of the patterns is the line that `drift` prints; `*` stands for any text. */
export function accepts(patterns: readonly string[]): (line: string) => boolean {
  const all = patterns.map((pattern) => new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`, 's'));
  return (line) => all.some((each) => each.test(line));
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/**
 * The grants that remain when those of others that are agreed are left out. What opens to all of IAM is never agreed.
 */
export function withoutAccepted(grants: readonly Grant[], patterns: readonly string[]): readonly Grant[] {
  if (patterns.length === 0) return grants;
  const isAccepted = accepts(patterns);
  return grants.filter(
    (grant) => grant.principal === IAM_ALLOWED_PRINCIPALS || !isAccepted(describeForeign({ kind: 'grant', grant })),
  );
}

/** What of others nobody agreed to. */
export function unaccepted(things: readonly ForeignThing[], patterns: readonly string[]): ForeignThing[] {
  const isAccepted = accepts(patterns);
  return things.filter((thing) => !isAccepted(describeForeign(thing)));
}
