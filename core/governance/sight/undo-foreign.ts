import { revokeCommand, shellQuoted, shellWord } from '../model/revoke-command';
import { untagCommand } from '../model/untag-command';
import type { ForeignThing } from './foreign';

/**
 * What takes something of others away, as the AWS CLI takes it in a POSIX shell. The caller must be a data lake
 * administrator. `catalogId` is the account that owns the catalog.
 */
export function undoForeign(thing: ForeignThing, catalogId: string): string {
  switch (thing.kind) {
    case 'tag': {
      const { database, table, column } = thing.place;
      return untagCommand(
        { database, table, columns: column === undefined ? undefined : [column] },
        thing.key,
        thing.value,
      );
    }
    case 'filter':
      return [
        `aws lakeformation delete-data-cells-filter --table-catalog-id ${catalogId}`,
        `--database-name ${shellWord(thing.database)} --table-name ${shellWord(thing.table)} --name ${shellQuoted(thing.name)}`,
      ].join(' ');
    case 'grant':
      return revokeCommand(thing.grant, catalogId);
    case 'door':
      return thing.undo;
  }
}
