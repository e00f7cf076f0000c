import { parseProgress, progressKey } from '../../../core/dynamodb/progress';

const PROGRESS = {
  entry: 'shop',
  deliveredThrough: '2026-11-27T00:00:00.000Z',
  judgedAt: '2026-11-27T00:05:00.000Z',
  because: { stage: 'delivery', says: 'The oldest record in Firehose has waited for 60 s.' },
};

it('what was written is read again', () => {
  expect(progressKey('shop')).toBe('dynamodb-progress/shop.json');
  expect(parseProgress('shop', JSON.stringify(PROGRESS))).toEqual(PROGRESS);
});

it.each([
  ['no JSON', '{'],
  ['null', 'null'],
  ['another entry', JSON.stringify({ ...PROGRESS, entry: 'crm' })],
  ['no time', JSON.stringify({ ...PROGRESS, deliveredThrough: 'soon' })],
  ['no cause', JSON.stringify({ ...PROGRESS, because: undefined })],
])('%s is no progress', (_what, text) => {
  expect(parseProgress('shop', text)).toBeUndefined();
});
