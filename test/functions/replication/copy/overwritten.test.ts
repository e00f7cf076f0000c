import { crc32 } from 'node:zlib';
import type { Consistency } from '../../../../core/config/replication/types';
import { wantedOf } from '../../../../core/replication/wanted';
import { crc32ToBase64 } from '../../../../core/s3/combine-crc32';
import type { Wanted } from '../../../../functions/replication/copy/current-source';
import { drawn } from '../../../window/environment';
import { sendInPartsOf } from './small-parts';
import { bytes, MIB, SOURCE, TwoSides } from './two-sides';

const PART = 8 * MIB;
const PARTS = 3;
const SIZE = (PARTS - 1) * PART + 5;
const [first, second] = [bytes(SIZE), bytes(SIZE)];

sendInPartsOf(PART);

let versioned: TwoSides;
let plain: TwoSides;
beforeAll(async () => {
  [versioned, plain] = await Promise.all([TwoSides.start(), TwoSides.start({ isVersioned: false })]);
});
afterAll(() => Promise.all([versioned.close(), plain.close()]));

type Stored = Awaited<ReturnType<TwoSides['source']['put']>>;
type Outcome = 'the first' | 'the second' | 'nothing';

/** What of the source is wanted, as an event or a backfill asks for it in each mode. */
function wanted(mode: Consistency, { versionId, etag, size }: Stored): Wanted {
  const told = { sequencer: '1', time: '2026-01-02T00:00:00Z', bucket: SOURCE, key: 'key' };
  const event = { kind: 'created' as const, ...told, versionId, etag, size };
  return { ...wantedOf({ event }, mode), ...(mode === 'listed' ? { isExact: true } : {}) };
}

/** By what docs/replication.md says of each mode. Without versions, what was overwritten is no more. */
const MODES: readonly (readonly [mode: Consistency, bucket: 'versioned' | 'plain', outcome: Outcome])[] = [
  ['latest', 'versioned', 'the second'],
  ['latest', 'plain', 'the second'],
  ['pinned', 'versioned', 'the first'],
  ['pinned', 'plain', 'the second'],
  ['listed', 'versioned', 'the first'],
  ['listed', 'plain', 'nothing'],
];
const MOMENTS = ['asked', 'answered'] as const;
const PLACES = Array.from({ length: PARTS }, (_, i) => i + 1);
const ROWS = PLACES.flatMap((part) =>
  MOMENTS.flatMap((moment) => MODES.map((mode) => [...mode, part, moment] as const)),
);

/** Overwritten after S3 began to answer its last range, a copy has all of the first. */
const hasAllOfFirst = (part: number, moment: string): boolean => part === PARTS && moment === 'answered';

it.each(drawn(ROWS, 1))(
  'mode %s, %s bucket: %s arrives, where the source is overwritten as range %i is %s',
  async (mode, bucket, usual, part, moment) => {
    const sides = bucket === 'versioned' ? versioned : plain;
    const key = `${mode}-${part}-${moment}`;
    const stored = await sides.source.put(key, first);
    const overwrite = async (): Promise<void> => void (await sides.source.put(key, second));
    const range = new RegExp(`^bytes=${(part - 1) * PART}-`);
    sides.source.proxy.at(moment, overwrite, 'GET', new RegExp(`/${key}`), range);
    const { outcome, ...proved } = await sides.copy(key, wanted(mode, stored), { atOnce: 1 });
    const expected = hasAllOfFirst(part, moment) ? 'the first' : usual;
    expect(outcome).toBe(expected === 'nothing' ? 'GONE' : 'COPIED');
    const arrived = await sides.destination.find(key);
    expect(nameOf(arrived)).toBe(expected);
    if (arrived !== undefined) {
      const proof = { size: SIZE, crc32: crc32ToBase64(crc32(arrived)) };
      expect(proved).toMatchObject({ copied: { source: proof, destination: proof } });
    }
    expect(await sides.destination.uploads()).toEqual([]);
  },
);

const nameOf = (content: Buffer | undefined): string => {
  if (content === undefined) return 'nothing';
  if (content.equals(first)) return 'the first';
  return content.equals(second) ? 'the second' : 'half of each';
};
