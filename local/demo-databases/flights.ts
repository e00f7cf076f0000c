import type { DatabaseSpec } from '../../packages/local-aws/databases/source';

/** US domestic flights, airports and wildlife strikes: the largest table, and an empty one. */
export const flights: DatabaseSpec = {
  name: 'flights',
  setup: ['CREATE SCHEMA ops'],
  tables: [
    {
      name: 'public.flights',
      columns:
        'id integer PRIMARY KEY, departs_at timestamp NOT NULL, delay smallint, distance smallint, origin char(3), destination char(3)',
      rows: `SELECT row_number() OVER () AS id, "date", delay, distance, origin, destination
        FROM (SELECT * FROM read_parquet('$data/flights-3m.parquet') LIMIT 300000)`,
    },
    {
      name: 'public.airports',
      columns:
        'iata text PRIMARY KEY, name text, city text, state text, country text, latitude double precision, longitude double precision',
      rows: `SELECT * FROM read_csv('$data/airports.csv', header = true, all_varchar = true)`,
    },
    {
      name: 'ops.birdstrikes',
      columns: `airport text, aircraft text, damage text, flight_date date, operator text, origin_state text, phase text, wildlife_size text,
        species text, time_of_day text, cost_other integer, cost_repair integer, cost_total integer, speed_knots integer`,
      rows: `SELECT * FROM read_csv('$data/birdstrikes.csv', header = true, all_varchar = true)`,
    },
    { name: 'ops.cancellations', columns: 'flight_id integer PRIMARY KEY, reason text, cancelled_at timestamptz' },
  ],
};
