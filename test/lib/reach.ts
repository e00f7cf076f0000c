import type { Template } from 'aws-cdk-lib/assertions';

interface Resource {
  readonly Type: string;
  readonly DependsOn?: string | readonly string[];
  readonly Properties?: unknown;
}

export const resourcesOf = (template: Template): Readonly<Record<string, Resource>> => template.toJSON().Resources;

/**
 * Resources of some types from which no chain of DependsOn, Ref and GetAtt leads to one of another type: CloudFormation
 * may make them before it.
 */
export function notAfter(template: Template, types: RegExp, target: string): string[] {
  const resources = resourcesOf(template);
  const reaches = (id: string, seen = new Set<string>()): boolean =>
    namesIn(resources[id]!).some((next) => {
      if (seen.has(next) || resources[next] === undefined) return false;
      seen.add(next);
      return resources[next].Type === target || reaches(next, seen);
    });
  return Object.entries(resources)
    .filter(([id, { Type }]) => types.test(Type) && Type !== target && !reaches(id))
    .map(([id]) => id);
}

const namesIn = ({ DependsOn = [], Properties }: Resource): string[] => [
  ...[DependsOn].flat(),
  ...referred(Properties),
];

function referred(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referred);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, content]) => {
    if (key === 'Ref') return [content as string];
    if (key === 'Fn::GetAtt') return [[content].flat()[0] as string];
    if (key === 'Fn::Sub') return [...JSON.stringify(content).matchAll(/\$\{(\w+)[}.]/g)].map(([, name]) => name!);
    return referred(content);
  });
}
