import { DeleteDatabaseCommand, DeleteTableCommand, type GlueClient } from '@aws-sdk/client-glue';
import {
  DeleteDataCellsFilterCommand,
  DeleteLFTagCommand,
  type LakeFormationClient,
  RevokePermissionsCommand,
} from '@aws-sdk/client-lakeformation';
import type { Journal } from './journal';
import { describeMade, type Made } from './made';

export interface ProbeClients {
  readonly glue: GlueClient;
  readonly lakeformation: LakeFormationClient;
}

/** Something of a probe is still there. */
export class ProbeLeftoverError extends Error {
  override readonly name = 'ProbeLeftoverError';
  constructor(leftovers: readonly string[]) {
    super(`Not removed: ${leftovers.join('; ')}. Remove the cause, then run 'npx lakeferry probe --clean'.`);
  }
}

/**
 * Removes all that the journal names, newest first, and then the journal. Throws {@link ProbeLeftoverError}; the
 * journal stays then.
 */
export async function removeMade(clients: ProbeClients, journal: Journal): Promise<void> {
  const leftovers: string[] = [];
  for (const made of journal.made()) {
    try {
      await remove(clients, journal.place.account, made);
    } catch (error) {
      if (!isGone(error)) leftovers.push(`${describeMade(made)} (${String(error)})`);
    }
  }
  if (leftovers.length > 0) throw new ProbeLeftoverError(leftovers);
  journal.end();
}

/**
 * What was never made, or is removed already. Revoking what nobody holds is an InvalidInputException with these words.
 */
const isGone = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'EntityNotFoundException' ||
    (error.name === 'InvalidInputException' && /no permissions|not found/i.test(error.message)));

async function remove({ glue, lakeformation }: ProbeClients, account: string, made: Made): Promise<unknown> {
  switch (made.kind) {
    case 'tag':
      return lakeformation.send(new DeleteLFTagCommand({ TagKey: made.key }));
    case 'database':
      return glue.send(new DeleteDatabaseCommand({ Name: made.name }));
    case 'table':
      return glue.send(new DeleteTableCommand({ DatabaseName: made.database, Name: made.name }));
    case 'filter': {
      const { database: DatabaseName, table: TableName, name: Name } = made;
      const id = { TableCatalogId: account, DatabaseName, TableName, Name };
      return lakeformation.send(new DeleteDataCellsFilterCommand(id));
    }
    case 'grant':
      return lakeformation.send(
        new RevokePermissionsCommand({
          Principal: { DataLakePrincipalIdentifier: made.principal },
          Resource: { Database: { Name: made.database } },
          Permissions: ['DESCRIBE'],
        }),
      );
    case 'policy':
      return lakeformation.send(
        new RevokePermissionsCommand({
          Principal: { DataLakePrincipalIdentifier: made.principal },
          Resource: {
            LFTagPolicy: { ResourceType: 'TABLE', Expression: [{ TagKey: made.key, TagValues: [made.value] }] },
          },
          Permissions: ['SELECT', 'DESCRIBE'],
        }),
      );
  }
}
