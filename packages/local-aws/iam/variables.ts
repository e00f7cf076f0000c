import { type ContextValue, type RequestContext, valueIn } from './context';
import { matches, type Piece, piecesOf, segmentsOf } from './pattern';

/** A text of a policy with its variables, ready to be matched against requests. */
export interface Template {
  /** Undefined where a variable has no value: the text then matches nothing. */
  readonly pieces: (context: RequestContext) => readonly Piece[] | undefined;
}

const VARIABLE = /\$\{([^}]*)\}/;

/**
 * Compiles a text. `${aws:PrincipalAccount}` becomes the request's value, taken literally; `${*}`, `${?}` and `${$}`
 * are those characters; `${key, 'default'}` has a default. Policies before version 2012-10-17 have no variables.
 */
export function templateOf(text: string, hasVariables: boolean): Template {
  if (!hasVariables || !VARIABLE.test(text)) {
    const pieces = piecesOf(text);
    return { pieces: () => pieces };
  }
  const parts = text.split(/(\$\{[^}]*\})/).filter((part) => part !== '');
  return {
    pieces: (context) => {
      const pieces: Piece[] = [];
      for (const part of parts) {
        const name = VARIABLE.exec(part)?.[1];
        if (name === undefined) pieces.push(...piecesOf(part));
        else {
          const value = variable(name, context);
          if (value === undefined) return undefined;
          if (value !== '') pieces.push(value);
        }
      }
      return pieces;
    },
  };
}

/** Condition keys that a text's variables ask for. */
export const keysOf = (text: string, hasVariables: boolean): readonly string[] =>
  hasVariables
    ? [...text.matchAll(new RegExp(VARIABLE, 'g'))].flatMap(([, name = '']) =>
        CHARACTERS.includes(name) ? [] : (VARIABLE_NAME.exec(name)?.[1] ?? ''),
      )
    : [];

const CHARACTERS = ['*', '?', '$'];
const VARIABLE_NAME = /^\s*([^,\s]+)\s*(?:,\s*'([^']*)'\s*)?$/;

function variable(name: string, context: RequestContext): string | undefined {
  if (CHARACTERS.includes(name)) return name;
  const [, key = '', fallback] = VARIABLE_NAME.exec(name) ?? [];
  const value: ContextValue | undefined = valueIn(context, key);
  return typeof value === 'string' ? value : fallback;
}

/** Whether the text, its wildcards and variables included, is the value. */
export function isLike({ pieces }: Template, value: string, context: RequestContext): boolean {
  const found = pieces(context);
  return found !== undefined && matches(found, value);
}

/** An ARN as policies write it, compared segment by segment: a wildcard does not reach over a colon. */
export interface ArnTemplate {
  readonly segments: readonly Template[];
  /** Ends in `*` before its sixth segment: matches whatever follows. */
  readonly isOpen: boolean;
}

export function arnTemplateOf(text: string, hasVariables: boolean): ArnTemplate {
  const segments = segmentsOf(text);
  const isOpen = segments.length < 6 && text.endsWith('*');
  return { segments: segments.map((each) => templateOf(each, hasVariables)), isOpen };
}

export function isArnLike({ segments, isOpen }: ArnTemplate, arn: string, context: RequestContext): boolean {
  const found = segmentsOf(arn);
  if (isOpen ? found.length < segments.length : found.length !== segments.length) return false;
  return segments.every((segment, i) => isLike(segment, found[i] ?? '', context));
}
