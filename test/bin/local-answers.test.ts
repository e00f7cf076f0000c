import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localAnswers } from '../../bin/local-answers';

function file(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'lakeferry-answers-')), 'answers.json');
  writeFileSync(path, text);
  return path;
}

const document = {
  account: '333333333333',
  region: 'eu-west-1',
  answers: { filterWithMissingColumn: 'accepted', grantAgain: 'refused' },
};

it("a probe's file gives the account's answers, and the default to every other question", () => {
  const { answers, notice } = localAnswers(file(JSON.stringify(document)));
  expect(answers).toMatchObject({ filterWithMissingColumn: 'accepted', grantAgain: 'refused', assignedTags: 'own' });
  expect(notice).toBe('Lake Formation answers open questions as account 333333333333 in eu-west-1 did.');
});

it('what the account did and the local runtime cannot is named', () => {
  const { notice } = localAnswers(file(JSON.stringify({ ...document, unforeseen: { existingTag: 'Conflict' } })));
  expect(notice).toContain('cannot for existingTag');
});

it.each([
  ['is not there', join(tmpdir(), 'no-such-answers.json'), "--answers is '"],
  ['is not JSON', file('{'), 'cannot be read'],
  ['has no answers', file('{}'), "has no field 'answers'. Write it with 'npx lakeferry probe --out"],
  ['has an answer that nobody gives', file('{"answers":{"grantAgain":"maybe"}}'), "answers.grantAgain is 'maybe'"],
])('a file that %s is refused with its fix', (_what, path, message) =>
  expect(() => localAnswers(path)).toThrow(message),
);
