import { GrantPermissionsCommand, ListPermissionsCommand } from '@aws-sdk/client-lakeformation';
import { COLUMNS, PARTITION_KEY, PUBLIC, type Stage, tagColumns } from './stage';

/**
 * What a tag policy shows of a table whose columns match and that does not match itself, by Lake Formation's own
 * account of effective permissions: names of columns, all where it names the table.
 */
export function shownByTag(stage: Stage): Promise<readonly string[]> {
  const found = answers.get(stage) ?? ask(stage);
  answers.set(stage, found);
  return found;
}

/** Asked once: whether a grant may be made again is another question. */
const answers = new WeakMap<Stage, Promise<readonly string[]>>();

async function ask(stage: Stage): Promise<readonly string[]> {
  const { account, database, tagged, tag, lakeformation } = stage;
  // all of the account's principals may read the empty table, while the probe runs
  const principal = `${account}:IAMPrincipals`;
  const Principal = { DataLakePrincipalIdentifier: principal };
  await tagColumns(stage, tagged, COLUMNS);
  await stage.make({ kind: 'policy', key: tag, value: PUBLIC, principal }, () =>
    lakeformation.send(
      new GrantPermissionsCommand({
        Principal,
        Resource: { LFTagPolicy: { ResourceType: 'TABLE', Expression: [{ TagKey: tag, TagValues: [PUBLIC] }] } },
        Permissions: ['SELECT', 'DESCRIBE'],
      }),
    ),
  );
  const { PrincipalResourcePermissions = [] } = await lakeformation.send(
    new ListPermissionsCommand({ Principal, Resource: { Table: { DatabaseName: database, Name: tagged } } }),
  );
  const readable = PrincipalResourcePermissions.filter(({ Permissions = [] }) => Permissions.includes('SELECT'));
  return readable.flatMap(({ Resource }) =>
    Resource?.TableWithColumns === undefined
      ? [...COLUMNS, PARTITION_KEY]
      : (Resource.TableWithColumns.ColumnNames ?? []),
  );
}
