import type { DatabaseSpec } from '../../packages/local-aws/databases/source';

/** Specimens and machines. Stands for an Aurora MySQL cluster: one schema, named as the database. */
export const museum: DatabaseSpec = {
  name: 'museum',
  setup: ['CREATE SCHEMA museum'],
  tables: [
    {
      name: 'museum.penguins',
      columns: `id integer PRIMARY KEY, species varchar(20), island varchar(20), beak_length_mm numeric(4,1), beak_depth_mm numeric(4,1),
        flipper_length_mm smallint, body_mass_g smallint, sex varchar(10)`,
      rows: `SELECT row_number() OVER (), "Species", "Island", "Beak Length (mm)", "Beak Depth (mm)", "Flipper Length (mm)", "Body Mass (g)", "Sex"
        FROM read_json('$data/penguins.json')`,
    },
    {
      name: 'museum.species',
      columns: `item_id char(24), common_name varchar(80), scientific_name varchar(80), gap_code varchar(12), county_id integer, habitat double precision`,
      rows: `SELECT * FROM read_csv('$data/species.csv', header = true, all_varchar = true)`,
    },
    {
      name: 'museum.cars',
      columns: `id integer PRIMARY KEY, name varchar(60), miles_per_gallon double precision, cylinders smallint, displacement double precision,
        horsepower smallint, weight_lbs integer, acceleration double precision, built_at timestamp, origin varchar(10)`,
      rows: `SELECT row_number() OVER (), * FROM read_json('$data/cars.json')`,
    },
  ],
};
