import { type KeyRange, middleKey } from '../../../core/replication/comparison/key-range';
import { compareKeys } from '../../../core/replication/key-order';
import { inParallel } from '../../shared/in-parallel';
import type { KeysPage } from '../compare/list-keys';

/** Looks at a page of keys behind one. */
export type Probe = (after: string | undefined) => Promise<KeysPage>;

export interface CutLimits {
  /** Ranges with more than a page of keys. @default 64 */
  readonly ranges?: number;
  /** Pages that are looked at. @default 800: a minute at S3's usual 0.3 s */
  readonly probes?: number;
}

interface Span extends KeyRange {
  readonly first: string;
  /** No key of the span is beyond. The span may end later: the destination may have keys there. */
  readonly ceiling?: string;
  /** The last key of its first page. Absent where that was the last page. */
  readonly reach?: string;
}

const AT_ONCE = 16;
/** Spans of at most a page each that make one range. */
const SMALL_IN_A_RANGE = 50;

/**
 * Cuts all keys into ranges that can be listed beside each other. S3 does not tell how many keys are where: a span with
 * more than a page is cut in the middle of its letters, the widest first. The ranges cover every key there can be.
 */
export async function cutRanges(probe: Probe, { ranges = 64, probes = 800 }: CutLimits = {}): Promise<KeyRange[]> {
  let left = probes;
  const look = async (range: KeyRange & Pick<Span, 'ceiling'>): Promise<Span | undefined> => {
    left--;
    const { objects, token } = await probe(range.after);
    const first = objects[0]?.key;
    if (first === undefined || (range.ceiling !== undefined && compareKeys(first, range.ceiling) > 0)) return undefined;
    return { ...range, first, ...(token === undefined ? {} : { reach: objects.at(-1)!.key }) };
  };
  const root = await look({});
  if (root === undefined) return [{}];
  const [small, uncut]: [Span[], Span[]] = [[], []];
  let large: Span[] = [];
  const sort = (span: Span): unknown => (isSmall(span) ? small : large).push(span);
  sort(root);
  while (large.length > 0 && large.length + uncut.length < ranges && left > 0) {
    const cut = large.splice(0, Math.min(AT_ONCE, ranges - large.length - uncut.length));
    const halves = await inParallel(cut, AT_ONCE, (span) => halve(span, look, () => left > 0));
    halves.forEach((pair, i) => {
      if (pair === undefined) uncut.push(cut[i]!);
      else pair.forEach(sort);
    });
  }
  large = [...large, ...uncut];
  return joined([...large, ...small].sort((a, b) => compareKeys(a.first, b.first)));
}

/** Whether one page holds it. */
const isSmall = ({ reach, ceiling }: Span): boolean =>
  reach === undefined || (ceiling !== undefined && compareKeys(reach, ceiling) >= 0);

/** Two spans with keys in both; `undefined` where there is no place to cut. */
async function halve(
  span: Span,
  look: (range: KeyRange & Pick<Span, 'ceiling'>) => Promise<Span | undefined>,
  mayLook: () => boolean,
): Promise<readonly [Span, Span] | undefined> {
  let { ceiling } = span;
  while (mayLook()) {
    const middle = middleKey(span.first, ceiling);
    if (middle === undefined) return undefined;
    const right = await look({ after: middle, upTo: span.upTo, ceiling });
    if (right !== undefined) return [{ ...span, upTo: middle, ceiling: middle }, right];
    ceiling = middle;
  }
  return undefined;
}

/** Without gaps, neighbours of a page each put together. */
function joined(spans: readonly Span[]): KeyRange[] {
  const starts: (string | undefined)[] = [];
  let together = 0;
  spans.forEach((span, i) => {
    const joins = isSmall(span) && together > 0 && together < SMALL_IN_A_RANGE;
    together = isSmall(span) ? (joins ? together + 1 : 1) : 0;
    if (i === 0) starts.push(undefined);
    else if (!joins) starts.push(span.after);
  });
  return starts.map((after, i) => ({
    ...(after === undefined ? {} : { after }),
    ...(i + 1 < starts.length ? { upTo: starts[i + 1] } : {}),
  }));
}
