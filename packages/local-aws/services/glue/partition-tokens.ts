/** A word is a column or a keyword; quoted, it is a column. */
export interface Token {
  readonly kind: 'word' | 'column' | 'text' | 'number' | 'symbol' | 'end';
  readonly value: string;
}

/** One token at a time from where the last one ended: no part of the text is looked at twice. */
const TOKEN = /\s*(?:'((?:[^']|'')*)'|"([^"]+)"|`([^`]+)`|([+-]?\d[\w.:-]*)|([A-Za-z_]\w*)|(<>|!=|<=|>=|[=<>(),]))/y;

/** Undefined for text that no token begins with. */
export function tokensOf(expression: string): Token[] | undefined {
  const text = expression.trimEnd();
  const tokens: Token[] = [];
  const scanner = new RegExp(TOKEN);
  while (scanner.lastIndex < text.length) {
    const match = scanner.exec(text);
    if (match === null) return undefined;
    const [, quoted, doubleQuoted, backQuoted, number, word, symbol = ''] = match;
    if (quoted !== undefined) tokens.push({ kind: 'text', value: quoted.replaceAll("''", "'") });
    else if (number !== undefined) tokens.push({ kind: 'number', value: number });
    else if (word !== undefined) tokens.push({ kind: 'word', value: word });
    else if (symbol !== '') tokens.push({ kind: 'symbol', value: symbol });
    else tokens.push({ kind: 'column', value: (doubleQuoted ?? backQuoted)! });
  }
  return [...tokens, { kind: 'end', value: '' }];
}
