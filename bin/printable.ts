/**
 * Text of others on one line: whoever writes to a bucket names its keys, and a terminal obeys control characters. They
 * are printed as JSON and JavaScript write them; a backslash is doubled, so that no two keys are printed alike.
 */
export const printable = (text: string): string =>
  text.replaceAll(UNPRINTABLE, (found) => SHORT[found] ?? `\\u{${found.codePointAt(0)!.toString(16)}}`);

/** Controls, invisible formats (that turn the direction of writing), line and paragraph separators, half pairs. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\\]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };
