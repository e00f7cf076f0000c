import { ignores, matchesGlob } from '../../../core/replication/ignore';

describe('a glob', () => {
  it.each<[string, string, boolean]>([
    ['b/*.tmp', 'b/x/y.tmp', true],
    ['b/*.tmp', 'c/x/y.tmp', false],
    ['*/_temporary/*', 'b/a/_temporary/0/part', true],
    ['b/?', 'b/é', true],
    ['b/?', 'b/😀', true],
    ['b/?', 'b/ab', false],
    ['b/??', 'b/😀', false],
    ['*??y*', 'b😀yz', true],
    ['*/?y', 'b/😀y', true],
    ['b?a', 'b/a', true],
    ['*', '', true],
    ['**a**', 'xxaxx', true],
    ['b/[a]', 'b/a', false],
    ['b/[a]', 'b/[a]', true],
    ['b/a+', 'b/a+', true],
    ['', '', true],
    ['', 'a', false],
  ])('%s against %s: %s', (pattern, text, matches) => expect(matchesGlob(pattern, text)).toBe(matches));

  it('of many stars ends', () => expect(matchesGlob(`${'*a'.repeat(40)}b`, 'a'.repeat(1000))).toBe(false));

  it('stands for bucket and key', () => {
    const ignored = ignores(['raw/*.tmp', '*/.DS_Store']);
    expect(ignored('raw', 'x.tmp')).toBe(true);
    expect(ignored('lake', 'x.tmp')).toBe(false);
    expect(ignored('lake', 'a/.DS_Store')).toBe(true);
  });
});
