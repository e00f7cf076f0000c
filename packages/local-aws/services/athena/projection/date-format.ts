/** A date pattern of Java's, of digits alone: `yyyy-MM-dd`, `yyyy/MM/dd/HH`, `yyyyMMdd'T'HHmm`. Times are UTC. */
export interface DateFormat {
  /** A regular expression that its texts match. */
  readonly pattern: string;
  format(time: number): string;
  /** Undefined for what is no such date. */
  parse(text: string): number | undefined;
  /** The finest letter: `y`, `M`, `d`, `H`, `m` or `s`. */
  readonly finest: string;
}

const LETTERS = 'yMdHms';

const FIELDS: Readonly<Record<string, (date: Date) => number>> = {
  y: (date) => date.getUTCFullYear(),
  M: (date) => date.getUTCMonth() + 1,
  d: (date) => date.getUTCDate(),
  H: (date) => date.getUTCHours(),
  m: (date) => date.getUTCMinutes(),
  s: (date) => date.getUTCSeconds(),
};

/** Undefined for a pattern with other letters. */
export function dateFormat(pattern: string): DateFormat | undefined {
  const parts = [...pattern.matchAll(/'([^']*)'|([A-Za-z])\2*|[^A-Za-z']/g)].map(([text, quotedText, letter]) => ({
    letter,
    width: text.length,
    text: quotedText ?? text,
  }));
  const letters = parts.flatMap(({ letter }) => letter ?? []);
  if (letters.length === 0 || letters.some((letter) => !LETTERS.includes(letter))) return undefined;
  const matched = new RegExp(
    `^${parts.map(({ letter, width, text }) => (letter === undefined ? escaped(text) : `(\\d{${width}})`)).join('')}$`,
  );
  const format = (time: number): string =>
    parts.map(({ letter, width, text }) => (letter === undefined ? text : digits(letter, width, time))).join('');
  return {
    pattern: parts.map(({ letter, width, text }) => (letter === undefined ? escaped(text) : `\\d{${width}}`)).join(''),
    format,
    parse: (text) => {
      const found = matched.exec(text)?.slice(1);
      const of = (letter: string, otherwise: number) => Number(found?.[letters.indexOf(letter)] ?? otherwise);
      const year = of('y', 1970);
      const time = Date.UTC(
        year < 100 ? 2000 + year : year,
        of('M', 1) - 1,
        of('d', 1),
        of('H', 0),
        of('m', 0),
        of('s', 0),
      );
      return found !== undefined && format(time) === text ? time : undefined;
    },
    finest: letters.reduce((a, b) => (LETTERS.indexOf(b) > LETTERS.indexOf(a) ? b : a)),
  };
}

const digits = (letter: string, width: number, time: number): string =>
  String(FIELDS[letter]!(new Date(time)))
    .padStart(width, '0')
    .slice(letter === 'y' ? -width : 0);

export const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
