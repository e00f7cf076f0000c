import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { flattening, SEQUENCE } from './flattened';
import { type Change, expectedRow, readRow } from './oracle';

/** `.ci/run` sets `LAKEFERRY_DRAWS`. */
const RUNS = process.env.LAKEFERRY_DRAWS === undefined ? 100 : 2_000;

const digits = (least: number, most: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: least, maxLength: most });
/** Up to 38 digits. */
const number = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.constantFrom(...'123456789'),
    digits(0, 18),
    digits(0, 18),
    fc.constantFrom('', 'E+50'),
  )
  .map(([sign, first, whole, decimals, exponent]) => {
    return `${sign}${first}${whole}${decimals === '' ? '' : `.${decimals}`}${exponent}`;
  });
const text = fc.string({
  unit: fc.constantFrom('a', 'Z', '"', '\\', '\n', '\u0000', 'é', '😀', ' ', '{', '1'),
  maxLength: 6,
});
const name = fc.oneof(
  fc.constantFrom('id', 'ID', 'a', 'A', 'b', 'a.b', 'a__b', 'a_b', 'date', 'ddb_event', 'constructor', 'ключ', 'x y'),
  text,
);
const base64 = fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes).toString('base64'));

const { value } = fc.letrec<{ value: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ S: text }),
    fc.record({ N: number }),
    fc.record({ B: base64 }),
    fc.record({ BOOL: fc.boolean() }),
    fc.constant({ NULL: true }),
    fc.record({ SS: fc.array(text, { minLength: 1, maxLength: 3 }) }),
    fc.record({ NS: fc.array(number, { minLength: 1, maxLength: 3 }) }),
    fc.record({ BS: fc.array(base64, { minLength: 1, maxLength: 3 }) }),
    fc.record({ L: fc.array(tie('value'), { maxLength: 4 }) }),
    fc.record({ M: fc.dictionary(name, tie('value'), { maxKeys: 4 }) }),
  ),
}));
const image = fc.dictionary(name, value, { maxKeys: 8 });

const change: fc.Arbitrary<Change> = fc
  .record({
    id: fc.oneof(fc.record({ S: text }), fc.record({ N: number }), fc.record({ B: base64 })),
    eventName: fc.constantFrom('INSERT' as const, 'MODIFY' as const, 'REMOVE' as const),
    micros: fc.boolean(),
    after: image,
    before: image,
  })
  .map(({ id, eventName, micros, after, before }) => ({
    eventID: 'e',
    tableName: 'T',
    eventName,
    userIdentity: null,
    dynamodb: {
      ApproximateCreationDateTime: micros ? 1731924555370123 : 1731924555370,
      ...(micros ? { ApproximateCreationDateTimePrecision: 'MICROSECOND' } : {}),
      Keys: { id },
      ...(eventName === 'REMOVE' ? {} : { NewImage: { ...after, id } }),
      ...(eventName === 'INSERT' ? {} : { OldImage: { ...before, id } }),
    },
  }));

const escaped = (letter: string): string =>
  Array.from(
    { length: letter.length },
    (_each, unit) => `\\u${letter.charCodeAt(unit).toString(16).padStart(4, '0')}`,
  ).join('');

/** Writes JSON with members, white space and escapes as `pick` says: each call picks a number below its argument. */
function written(json: unknown, pick: (below: number) => number): string {
  const space = (): string => ['', '', '', ' ', '\n\t'][pick(5)]!;
  const string = (plain: string): string =>
    [...JSON.stringify(plain)]
      .map((letter) => (/[aé😀]/u.test(letter) && pick(4) === 0 ? escaped(letter) : letter))
      .join('');
  const write = (its: unknown): string => {
    if (typeof its === 'string') return string(its);
    if (Array.isArray(its)) return `[${space()}${its.map(write).join(`${space()},`)}${space()}]`;
    if (typeof its !== 'object' || its === null) return JSON.stringify(its);
    const members = Object.entries(its);
    const drawn: string[] = [];
    while (members.length > 0) {
      const [[key, held]] = members.splice(pick(members.length), 1) as [[string, unknown]];
      drawn.push(`${space()}${string(key)}${space()}:${space()}${write(held)}`);
    }
    return `{${drawn.join(',')}${space()}}`;
  };
  return write(json);
}

const seeded = fc.integer({ min: 0, max: 2 ** 31 - 1 }).map((seed) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % below;
  };
});

it('makes of every change, however it is written, the row that a parser and a plain flattening make', () => {
  const flatten = { true: flattening(true), false: flattening(false) };
  fc.assert(
    fc.property(change, seeded, fc.boolean(), (its, pick, oldImage) => {
      const expected = expectedRow(its, SEQUENCE, oldImage);
      const line = flatten[`${oldImage}`](written(its, pick));
      expect(readRow(line, expected)).toEqual(expected);
    }),
    { numRuns: RUNS },
  );
});

it('writes columns in one order, whatever the order of the members', () => {
  const flatten = flattening();
  fc.assert(
    fc.property(change, seeded, seeded, (its, one, other) => {
      const names = [one, other].map((pick) => Object.keys(JSON.parse(flatten(written(its, pick)))));
      expect(names[0]).toEqual(names[1]);
      const attributes = names[0]!.filter((each) => each !== 'id' && names[0]!.indexOf(each) > 6);
      expect(attributes).toEqual([...attributes].sort());
    }),
    { numRuns: RUNS },
  );
});

it('takes a broken record for unreadable, or for what a parser reads in it', () => {
  const flatten = flattening(true);
  const damage = fc.record({
    at: fc.nat(),
    byte: fc.constantFrom(...Buffer.from('"\\{}[],:0e-\n\0SNx')),
    drops: fc.nat(2),
  });
  fc.assert(
    fc.property(change, seeded, damage, (its, pick, { at, byte, drops }) => {
      const bytes = Buffer.from(written(its, pick));
      const where = at % bytes.length;
      const broken = Buffer.concat([bytes.subarray(0, where), Buffer.from([byte]), bytes.subarray(where + drops)]);
      fc.pre(isUtf8(broken));
      let line: string;
      try {
        line = flatten(broken);
      } catch (error) {
        expect(error).toMatchObject({ name: 'UnreadableRecordError' });
        return;
      }
      const expected = expectedRow(JSON.parse(broken.toString()), SEQUENCE, true);
      expect(readRow(line, expected)).toEqual(expected);
    }),
    { numRuns: RUNS },
  );
});
