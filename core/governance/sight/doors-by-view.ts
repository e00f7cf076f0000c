import { shellWord } from '../model/revoke-command';
import type { DefinerView, Surroundings } from '../model/surroundings';
import { type Door, door } from './door';

/**
 * Data Catalog views over tables of the database, and views in it of which nobody tells what they read. Lake Formation
 * asks for a right on the view alone: no filter and no tag of the tables binds whoever reads it.
 */
export const viewDoors = (database: string, { views }: Pick<Surroundings, 'views'>): Door[] =>
  views.filter((view) => bearsOn(view, database)).map((view) => throughView(view, database));

const bearsOn = ({ database, reads }: DefinerView, governed: string): boolean =>
  reads.some((name) => name.startsWith(`${governed}.`)) || (reads.length === 0 && database === governed);

function throughView({ database, table, definer, reads }: DefinerView, governed: string): Door {
  const own = reads.filter((name) => name.startsWith(`${governed}.`));
  const what = own.length === 0 ? 'tables that Glue does not name' : own.join(', ');
  const whose = definer === undefined ? 'its definer' : `its definer ${definer}`;
  return door(
    'definer-view',
    `view ${database}.${table} shows ${what} with the rights of ${whose}: whoever may read the view needs none on the tables`,
    `aws glue delete-table --database-name ${shellWord(database)} --name ${shellWord(table)}`,
  );
}
