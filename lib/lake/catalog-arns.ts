import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Glue asks for the catalog, the database and the table. */
export function catalogArns(scope: Construct, glueDatabases: readonly string[]): string[] {
  const stack = Stack.of(scope);
  return [
    stack.formatArn({ service: 'glue', resource: 'catalog' }),
    ...glueDatabases.flatMap((name) => [
      stack.formatArn({ service: 'glue', resource: 'database', resourceName: name }),
      stack.formatArn({ service: 'glue', resource: 'table', resourceName: `${name}/*` }),
    ]),
  ];
}
