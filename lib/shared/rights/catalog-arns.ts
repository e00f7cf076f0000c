import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Glue asks for the catalog, the database and the table. */
export const catalogArn = (scope: Construct, account?: string): string =>
  Stack.of(scope).formatArn({ service: 'glue', resource: 'catalog', account });

/** A database and its tables. The name may be a pattern. */
export function databaseArns(scope: Construct, name: string, account?: string): string[] {
  const arn = (resource: string, resourceName: string): string =>
    Stack.of(scope).formatArn({ service: 'glue', resource, resourceName, account });
  return [arn('database', name), arn('table', `${name}/*`)];
}
