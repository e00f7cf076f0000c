/** Comments, texts, and single characters: what a scan of TypeScript steps over in one go. */
const TOKEN = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|[\w$]+|\S/g;

interface Token {
  readonly text: string;
  /** In the source. */
  readonly at: number;
}

/**
 * Line of a field (`sources[2].id`) in the source of a configuration; of what is around it when the field is missing or
 * is not written out there. Undefined for a source without an exported object.
 */
export function fieldLine(source: string, path: string): number | undefined {
  const tokens = [...source.matchAll(TOKEN)]
    .map(({ 0: text, index: at }) => ({ text, at }))
    .filter(({ text }) => !/^\/[/*]/.test(text));
  let value = tokens.findIndex(({ text }, i) => text === '{' && tokens.slice(0, i).some((t) => t.text === 'default'));
  if (value === -1) return undefined;
  let found = tokens[value]!;
  for (const [, index, quoted, key = quoted ?? ''] of path.matchAll(/\[(\d+)\]|\['([^']*)'\]|([\w$]+)/g)) {
    const next = index === undefined ? member(tokens, value, key) : element(tokens, value, Number(index));
    if (next === undefined) break;
    found = tokens[next.named]!;
    value = next.value;
  }
  return source.slice(0, found.at).split('\n').length;
}

interface Found {
  /** Where it begins: a member by its name. */
  readonly named: number;
  readonly value: number;
}

function member(tokens: readonly Token[], open: number, name: string): Found | undefined {
  if (tokens[open]?.text !== '{') return undefined;
  const at = outermost(tokens, open).find(
    (i) => tokens[i + 1]?.text === ':' && tokens[i]!.text.replace(/^['"]|['"]$/g, '') === name,
  );
  return at === undefined ? undefined : { named: at, value: at + 2 };
}

function element(tokens: readonly Token[], open: number, index: number): Found | undefined {
  if (tokens[open]?.text !== '[') return undefined;
  const starts = [open, ...outermost(tokens, open).filter((i) => tokens[i]!.text === ',')];
  const at = starts[index];
  return at === undefined ? undefined : { named: at + 1, value: at + 1 };
}

/** Tokens between a bracket and the one that closes it, without those in brackets within. */
function outermost(tokens: readonly Token[], open: number): number[] {
  const found: number[] = [];
  for (let i = open + 1, depth = 0; i < tokens.length && depth >= 0; i++) {
    const { text } = tokens[i]!;
    if (depth === 0) found.push(i);
    if (/^[{[(]$/.test(text)) depth++;
    else if (/^[}\])]$/.test(text)) depth--;
  }
  return found;
}
