import { revokeCommand, shellQuoted } from '../model/revoke-command';
import type { Place } from '../model/state';
import type { ForeignThing } from './foreign';

/**
 * What takes something of others away, as the AWS CLI takes it in a POSIX shell. The caller must be a data lake
 * administrator. `catalogId` is the account that owns the catalog.
 */
export function undoForeign(thing: ForeignThing, catalogId: string): string {
  switch (thing.kind) {
    case 'tag': {
      const tags = [{ TagKey: thing.key, TagValues: [thing.value] }];
      return `aws lakeformation remove-lf-tags-from-resource --resource ${json(placeOf(thing.place))} --lf-tags ${json(tags)}`;
    }
    case 'filter':
      return [
        `aws lakeformation delete-data-cells-filter --table-catalog-id ${catalogId}`,
        `--database-name ${thing.database} --table-name ${thing.table} --name ${shellQuoted(thing.name)}`,
      ].join(' ');
    case 'grant':
      return revokeCommand(thing.grant, catalogId);
    case 'door':
      return thing.undo;
  }
}

const json = (value: object): string => shellQuoted(JSON.stringify(value));

function placeOf({ database, table, column }: Place): object {
  if (table === undefined) return { Database: { Name: database } };
  if (column === undefined) return { Table: { DatabaseName: database, Name: table } };
  return { TableWithColumns: { DatabaseName: database, Name: table, ColumnNames: [column] } };
}
