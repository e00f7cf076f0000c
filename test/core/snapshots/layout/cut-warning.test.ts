import { cutWarning, MAX_WARNING_BYTES, parseWarningMessage } from '../../../../core/snapshots/layout';

const skipped = (count: number) =>
  JSON.stringify({
    skippedTables: Array.from({ length: count }, (_, i) => ({ target: `shop.public.訂單_${i}`, reason: 'SKIPPED' })),
    skippedObjectives: [],
    general: [{ reason: 'FAILED_TO_EXTRACT_TABLES_LIST_FOR_DATABASE' }],
  });

it.each(['', 'no JSON', skipped(3)])('leaves what is short as it is: %#', (text) =>
  expect(cutWarning(text)).toBe(text),
);

it.each([5000, 200_000])('cuts %i tables to the first, in the same form, and tells how many there are', (count) => {
  const cut = cutWarning(skipped(count));
  expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(MAX_WARNING_BYTES);
  const [first, second] = parseWarningMessage(cut);
  expect([first?.target, second?.target]).toEqual(['shop.public.訂單_0', 'shop.public.訂單_1']);
  expect(cut).toContain(`of ${count + 1} entries`);
});

it.each([
  ['no JSON', '"'.repeat(100_000)],
  ['a text', JSON.stringify('x'.repeat(100_000))],
  ['no lists', JSON.stringify({ general: 'x'.repeat(100_000) })],
  ['one entry that is too long', JSON.stringify({ general: [{ reason: 'x'.repeat(100_000) }] })],
  ['a pair of characters that must not be torn', `${'x'.repeat(999)}${'😀'.repeat(50_000)}`],
])('cuts %s', (_what, text) => {
  const cut = cutWarning(text);
  expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(MAX_WARNING_BYTES);
  expect(parseWarningMessage(cut)[0]?.reason).toContain(`RDS says ${Buffer.byteLength(text)} bytes`);
  expect(cut).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
});
