/** A member's value. `text`: of a string its characters, of the others JSON without white space. */
export interface JsonValue {
  readonly kind: 'string' | 'number' | 'boolean' | 'null' | 'nested';
  readonly text: string;
}

/** The line does not begin with a JSON object. */
export class MalformedJsonError extends Error {
  override readonly name = 'MalformedJsonError';
}

/** An object of the line has a name twice. */
export class DuplicateNameError extends Error {
  override readonly name = 'DuplicateNameError';
}

const STRING = /"[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\uffff]*)*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const SPACE = /[ \t\r\n]*/y;

/**
 * The members of the object that a line begins with; what follows the object is not read, as by the SerDes. `nameOf`
 * tells how a name counts: two that count as one are a duplicate, at any depth. Numbers keep their digits, which
 * JSON.parse and DuckDB would round.
 */
export function scanObject(line: string, nameOf: (name: string) => string): Map<string, JsonValue> {
  const scanner = new Scanner(line, nameOf);
  scanner.space();
  return scanner.members();
}

class Scanner {
  #at = 0;
  constructor(
    private readonly line: string,
    private readonly nameOf: (name: string) => string,
  ) {}

  space(): void {
    SPACE.lastIndex = this.#at;
    SPACE.test(this.line);
    this.#at = SPACE.lastIndex;
  }

  members(spelt?: (name: string, value: JsonValue) => void): Map<string, JsonValue> {
    const found = new Map<string, JsonValue>();
    this.#expect('{');
    if (this.#takes('}')) return found;
    do {
      const name = this.#string();
      this.#expect(':');
      const value = this.#value();
      const counted = this.nameOf(name);
      if (found.has(counted)) throw new DuplicateNameError();
      found.set(counted, value);
      spelt?.(name, value);
    } while (this.#takes(','));
    this.#expect('}');
    return found;
  }

  #value(): JsonValue {
    this.space();
    const next = this.line[this.#at];
    if (next === '"') return { kind: 'string', text: this.#string() };
    if (next === '{') return this.#object();
    if (next === '[') return this.#array();
    const word = this.#match(WORD);
    if (word !== undefined) return { kind: word === 'null' ? 'null' : 'boolean', text: word };
    const number = this.#match(NUMBER);
    if (number === undefined) throw new MalformedJsonError();
    return { kind: 'number', text: number };
  }

  #object(): JsonValue {
    const parts: string[] = [];
    this.members((name, value) => parts.push(`${JSON.stringify(name)}:${asJson(value)}`));
    return { kind: 'nested', text: `{${parts.join(',')}}` };
  }

  #array(): JsonValue {
    const parts: string[] = [];
    this.#expect('[');
    if (this.#takes(']')) return { kind: 'nested', text: '[]' };
    do parts.push(asJson(this.#value()));
    while (this.#takes(','));
    this.#expect(']');
    return { kind: 'nested', text: `[${parts.join(',')}]` };
  }

  #string(): string {
    this.space();
    const spelt = this.#match(STRING);
    if (spelt === undefined) throw new MalformedJsonError();
    return spelt.includes('\\') ? (JSON.parse(spelt) as string) : spelt.slice(1, -1);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.line) ?? [];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #takes(character: string): boolean {
    this.space();
    if (this.line[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #expect(character: string): void {
    if (!this.#takes(character)) throw new MalformedJsonError();
  }
}

const asJson = ({ kind, text }: JsonValue): string => (kind === 'string' ? JSON.stringify(text) : text);
