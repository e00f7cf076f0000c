/**
 * Order of the events of one key. S3 gives created and deleted objects a hexadecimal sequencer of varying length: the
 * shorter one is padded with zeros on the right, then they compare as text (S3 User Guide, "Event message structure").
 * Negative, zero or positive as in `sort`; `undefined` where one of them has none, which says nothing.
 */
export function compareSequencers(a: string | undefined, b: string | undefined): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  const length = Math.max(a.length, b.length);
  const [first, second] = [a, b].map((each) => each.toUpperCase().padEnd(length, '0')) as [string, string];
  if (first === second) return 0;
  return first < second ? -1 : 1;
}
