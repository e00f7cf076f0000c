import fc from 'fast-check';
import { type DatabaseResult, NOT_COMMITTED } from '../../../core/ledger/publications';
import { judgeDatabases } from '../../../core/publishing/judge-databases';

const READY = '2026-11-20T03:00:00.000Z';
const result = (glueDatabase: string, more: Partial<DatabaseResult> = {}): DatabaseResult => ({
  glueDatabase,
  status: 'CATALOGED',
  error: '',
  cause: '',
  dataReadyAt: READY,
  executionArn: 'arn:publish',
  redriveCount: 0,
  expiresAt: 0,
  ...more,
});
const ready = (...names: string[]) => names.map((glueDatabase) => ({ glueDatabase, dataReadyAt: READY }));
const trial = { databases: ready('a', 'b'), executionArn: 'arn:publish', redriveCount: 0 };
const failed = (more: Partial<DatabaseResult> = {}) => result('b', { status: 'FAILED', ...more });

it.each<[string, DatabaseResult[], string[], string[]]>([
  ['nothing is recorded', [], ['a', 'b'], []],
  ['all are cataloged', [result('a'), result('b')], [], []],
  ['another execution cataloged one', [result('a', { executionArn: 'arn:before', redriveCount: 3 })], ['b'], []],
  ['one failed in this execution', [result('a'), failed()], [], ['b']],
  ['one failed before the redrive', [result('a'), failed({ redriveCount: -1 })], ['b'], []],
  ['one failed in another execution', [result('a'), failed({ executionArn: 'arn:before' })], ['b'], []],
  ['one was cataloged after an earlier commit', [result('a', { dataReadyAt: '2026' }), result('b')], ['a'], []],
  ['a database is recorded that is not asked for', [result('a'), result('b'), result('c')], [], []],
])('%s', (_what, results, toCatalog, names) => {
  const verdict = judgeDatabases(trial, results);
  expect(verdict.toCatalog).toEqual(toCatalog);
  expect(verdict.failed.map(({ glueDatabase }) => glueDatabase)).toEqual(names);
});

describe('one that could not be committed', () => {
  const databases = [...ready('a'), { glueDatabase: 'b' }];
  const refused = (more: Partial<DatabaseResult> = {}) => failed({ dataReadyAt: NOT_COMMITTED, ...more });

  it.each<[string, DatabaseResult[], string[], string[], string[]]>([
    ['has failed in this execution', [result('a'), refused()], [], [], ['b']],
    ['is copied again after a redrive', [result('a'), refused({ redriveCount: -1 })], ['b'], [], []],
    ['is copied again where its result is lost', [result('a')], ['b'], [], []],
    ['keeps no other from being cataloged', [refused()], [], ['a'], ['b']],
    ['was cataloged after an earlier commit', [result('a'), result('b')], ['b'], [], []],
  ])('%s', (_what, results, toCopy, toCatalog, names) => {
    const verdict = judgeDatabases({ ...trial, databases }, results);
    expect(verdict).toMatchObject({ toCopy, toCatalog });
    expect(verdict.failed.map(({ glueDatabase }) => glueDatabase)).toEqual(names);
  });

  it('is cataloged once it is committed', () =>
    expect(judgeDatabases(trial, [result('a'), refused()])).toEqual({ toCopy: [], toCatalog: ['b'], failed: [] }));
});

it('every round tries what failed before, each once, until none fails; what is cataloged is never tried again', () => {
  const rounds = fc.array(fc.subarray(['a', 'b', 'c', 'd']), { maxLength: 5 });
  fc.assert(
    fc.property(rounds, (badIn) => {
      const databases = ['a', 'b', 'c', 'd'];
      const results = new Map<string, DatabaseResult>();
      let expected = databases;
      for (const [redriveCount, bad] of [...badIn, []].entries()) {
        const now = { ...trial, databases: ready(...databases), redriveCount };
        expect(judgeDatabases(now, [...results.values()]).toCatalog).toEqual(expected);
        for (const name of expected) {
          results.set(name, result(name, { redriveCount, status: bad.includes(name) ? 'FAILED' : 'CATALOGED' }));
        }
        const after = judgeDatabases(now, [...results.values()]);
        expected = expected.filter((name) => bad.includes(name));
        expect(after.toCatalog).toEqual([]);
        expect(after.failed.map(({ glueDatabase }) => glueDatabase)).toEqual(expected);
      }
    }),
  );
});
