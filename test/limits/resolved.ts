// biome-ignore lint/suspicious/noExplicitAny: CloudFormation, read by tests
export type Json = any;

export interface ResolvedStack {
  readonly name: string;
  /** Characters of the template as it is uploaded. */
  readonly templateChars: number;
  readonly outputs: number;
  readonly resources: readonly ResolvedResource[];
}

export interface ResolvedResource {
  readonly id: string;
  readonly type: string;
  /** As they are deployed: every intrinsic is filled in, with something as long as it can get. */
  readonly properties: Json;
  /** Logical ids that it waits for. */
  readonly after: readonly string[];
}

/** An ARN of a function, a key or a role whose name CloudFormation makes up: at most 64 characters after some 40. */
const UNKNOWN = 'x'.repeat(105);

interface Stack {
  readonly stackName: string;
  readonly template: Json;
}

/** Fills templates as CloudFormation would. */
export function resolvedStacks(stacks: readonly Stack[], pseudo: Readonly<Record<string, string>>): ResolvedStack[] {
  const exported = new Map<string, Json>(
    stacks.flatMap(({ template: { Outputs = {} } }) =>
      Object.values<Json>(Outputs).flatMap(({ Export, Value }) => (Export ? [[Export.Name, Value] as const] : [])),
    ),
  );
  const filled = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(filled);
    if (typeof value !== 'object' || value === null) return value;
    const [[key, content] = ['', undefined]] = Object.entries<Json>(value);
    if (key === 'Ref') return pseudo[content] ?? UNKNOWN;
    if (key === 'Fn::Join') return content[1].map((part: Json) => String(filled(part))).join(content[0]);
    if (key === 'Fn::ImportValue') return filled(exported.get(content) ?? UNKNOWN);
    if (key.startsWith('Fn::')) return UNKNOWN;
    return Object.fromEntries(Object.entries<Json>(value).map(([name, each]) => [name, filled(each)]));
  };
  return stacks.map(({ stackName, template }) => ({
    name: stackName,
    templateChars: JSON.stringify(template, undefined, 1).length,
    outputs: Object.keys(template.Outputs ?? {}).length,
    resources: Object.entries<Json>(template.Resources).map(([id, { Type, Properties = {}, DependsOn = [] }]) => ({
      id,
      type: Type,
      properties: { ...filled(Properties), ...membershipOf(Properties) },
      after: [...new Set([...[DependsOn].flat(), ...referred(Properties)])],
    })),
  }));
}

/** Policies say by reference which roles they belong to; these stay logical ids. */
const membershipOf = ({ Roles }: Json): Json => (Roles === undefined ? {} : { Roles: referred(Roles) });

function referred(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(referred);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries<Json>(value).flatMap(([key, content]) => {
    if (key === 'Ref') return [content];
    if (key === 'Fn::GetAtt') return [[content].flat()[0]];
    return referred(content);
  });
}
