import { type Condition, conditionOf } from './conditions';
import type { PrincipalElement } from './principal';
import { type ArnTemplate, arnTemplateOf, keysOf, type Template, templateOf } from './variables';

/** A statement of a policy, ready to be asked. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** Of identity policies: absent. */
  readonly principal?: PrincipalElement;
  readonly notPrincipal?: PrincipalElement;
  readonly actions: readonly Template[];
  readonly isNotAction: boolean;
  /** Absent: an Allow is about nothing, a Deny about everything. */
  readonly resources?: readonly (ArnTemplate | '*')[];
  readonly isNotResource: boolean;
  /** Condition keys that the variables of the resources ask for. */
  readonly resourceKeys: readonly string[];
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

/** A trust policy has no Resource: it is about its role. */
export const trustOf = (text: string): Policy =>
  policyOf(text).map((each) => ({ ...each, resources: each.resources ?? ['*'] }));

/** Throws {@link MalformedPolicyError} for a policy that IAM would not take in this place. */
export function checkPolicy(text: string, kind: 'identity' | 'resource' | 'trust'): void {
  for (const { principal, notPrincipal, resources } of policyOf(text)) {
    const hasPrincipal = principal !== undefined || notPrincipal !== undefined;
    if (kind === 'identity' && hasPrincipal)
      throw new MalformedPolicyError('Policy document should not specify a principal.');
    if (kind !== 'identity' && !hasPrincipal) throw new MalformedPolicyError('Missing required field Principal');
    if (kind === 'trust' && resources !== undefined) throw new MalformedPolicyError('Has prohibited field Resource');
    if (kind !== 'trust' && resources === undefined)
      throw new MalformedPolicyError('Policy statement must contain resources.');
  }
}

function parse(text: string): Json {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new MalformedPolicyError('This policy contains invalid Json');
  }
  return objectOf('The policy', document);
}

function objectOf(what: string, value: unknown): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new MalformedPolicyError(`${what} must be a JSON object.`);
}

const VERSIONS = ['2008-10-17', '2012-10-17'];

function compile({ Version = '2008-10-17', Statement: statements }: Json): Policy {
  if (!VERSIONS.includes(String(Version)))
    throw new MalformedPolicyError(`Version '${String(Version)}' is not valid. Use 2012-10-17.`);
  if (statements === undefined) throw new MalformedPolicyError('Syntax errors in policy: it has no Statement.');
  return [statements].flat().map((each) => statementOf(objectOf('A statement', each), Version === '2012-10-17'));
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
  const texts = resources === undefined ? undefined : textsOf('Resource', resources);
  return {
    effect: Effect,
    principal: principalElementOf(Principal),
    notPrincipal: principalElementOf(NotPrincipal),
    actions: textsOf('Action', Action ?? NotAction).map((text) => templateOf(text.toLowerCase(), false)),
    isNotAction: NotAction !== undefined,
    resources: texts?.map((text) => (text === '*' ? '*' : arnTemplateOf(text, hasVariables))),
    isNotResource: NotResource !== undefined,
    resourceKeys: (texts ?? []).flatMap((text) => keysOf(text, hasVariables)),
    conditions: Object.entries(objectOf('Condition', Condition)).flatMap(([operator, keys]) =>
      Object.entries(objectOf(operator, keys)).map(([key, values]) =>
        conditionOf(operator, key, [values].flat().map(String), hasVariables),
      ),
    ),
  };
}

function principalElementOf(value: unknown): PrincipalElement | undefined {
  if (value === undefined || value === '*') return value;
  const names = Object.entries(objectOf('Principal', value));
  return Object.fromEntries(names.map(([kind, texts]) => [kind, textsOf(kind, texts)]));
}

function textsOf(element: string, value: unknown): string[] {
  const texts = [value].flat();
  if (texts.length > 0 && texts.every((text) => typeof text === 'string')) return texts as string[];
  throw new MalformedPolicyError(`${element} must be a text or a list of texts.`);
}
