import { type Condition, conditionOf } from './conditions';
import type { PrincipalElement } from './principal';
import { type ArnTemplate, arnTemplateOf, type Template, templateOf } from './variables';

/** A statement of a policy, ready to be asked. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** Of identity policies: absent. */
  readonly principal?: PrincipalElement;
  readonly notPrincipal?: PrincipalElement;
  readonly actions: readonly Template[];
  readonly isNotAction: boolean;
  /** A trust policy has none: it is about its role. */
  readonly resources?: readonly (ArnTemplate | '*')[];
  readonly isNotResource: boolean;
  readonly conditions: readonly Condition[];
}

export type Policy = readonly Statement[];

/** A policy that IAM would not take. */
export class MalformedPolicyError extends Error {
  override readonly name = 'MalformedPolicyError';
}

type Json = Readonly<Record<string, unknown>>;

const CACHE = new Map<string, Policy>();
/** Some hundred documents are in use at once; a test that makes thousands may compile again. */
const CACHE_ENTRIES = 2000;

/** Compiles a policy's text, once. Throws {@link MalformedPolicyError} for one that IAM would not take. */
export function policyOf(text: string): Policy {
  const known = CACHE.get(text);
  if (known !== undefined) return known;
  const policy = compile(parse(text));
  if (CACHE.size >= CACHE_ENTRIES) CACHE.clear();
  CACHE.set(text, policy);
  return policy;
}

function parse(text: string): Json {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new MalformedPolicyError('This policy contains invalid Json');
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw new MalformedPolicyError('The policy must be a JSON object.');
  return document as Json;
}

const VERSIONS = ['2008-10-17', '2012-10-17'];

function compile({ Version = '2008-10-17', Statement: statements }: Json): Policy {
  if (!VERSIONS.includes(String(Version)))
    throw new MalformedPolicyError(`Version '${String(Version)}' is not valid. Use 2012-10-17.`);
  if (statements === undefined) throw new MalformedPolicyError('Syntax errors in policy: it has no Statement.');
  return [statements as Json].flat().map((each) => statementOf(each, Version === '2012-10-17'));
}

function statementOf(statement: Json, hasVariables: boolean): Statement {
  const { Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  if (Effect !== 'Allow' && Effect !== 'Deny')
    throw new MalformedPolicyError(`Effect '${String(Effect)}' is not valid. Use Allow or Deny.`);
  if ((Action === undefined) === (NotAction === undefined))
    throw new MalformedPolicyError('A statement has either Action or NotAction.');
  if (Resource !== undefined && NotResource !== undefined)
    throw new MalformedPolicyError('A statement has either Resource or NotResource.');
  const resources = Resource ?? NotResource;
  return {
    effect: Effect,
    principal: Principal as PrincipalElement | undefined,
    notPrincipal: NotPrincipal as PrincipalElement | undefined,
    actions: textsOf('Action', Action ?? NotAction).map((text) => templateOf(text.toLowerCase(), false)),
    isNotAction: NotAction !== undefined,
    resources:
      resources === undefined
        ? undefined
        : textsOf('Resource', resources).map((text) => (text === '*' ? '*' : arnTemplateOf(text, hasVariables))),
    isNotResource: NotResource !== undefined,
    conditions: Object.entries(Condition as Json).flatMap(([operator, keys]) =>
      Object.entries(keys as Json).map(([key, values]) =>
        conditionOf(operator, key, [values].flat().map(String), hasVariables),
      ),
    ),
  };
}

function textsOf(element: string, value: unknown): string[] {
  const texts = [value].flat();
  if (texts.length > 0 && texts.every((text) => typeof text === 'string')) return texts as string[];
  throw new MalformedPolicyError(`${element} must be a text or a list of texts.`);
}
