import { oneSentence } from '../../../core/operations/one-sentence';

it.each([
  ['One. Two.', 'One.'],
  ['Only one', 'Only one'],
  [
    'It took 1.5 s in lakeferry.config.ts and failed: a.b. Its log: x',
    'It took 1.5 s in lakeferry.config.ts and failed: a.b.',
  ],
  ['It failed: e.g. like this. Next', 'It failed: e.g. like this.'],
  ['A line\n  and another.\nThird.', 'A line and another.'],
  ['Was it? Yes.', 'Was it?'],
  ['', ''],
])('of %j is %j', (message, sentence) => expect(oneSentence(message)).toBe(sentence));

it('has an end', () => expect(oneSentence('x'.repeat(40_000))).toHaveLength(500));
