import { arnIn, type RightsPlace } from './permission';

/** Glue asks for the catalog, the database and the table. */
export const catalogArn = (place: RightsPlace): string => arnIn(place, 'glue', 'catalog');

/** A database and its tables. The name may be a pattern. */
export const databaseArns = (place: RightsPlace, name: string): string[] => [
  arnIn(place, 'glue', `database/${name}`),
  arnIn(place, 'glue', `table/${name}/*`),
];
