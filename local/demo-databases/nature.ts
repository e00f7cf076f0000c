import type { DatabaseSpec } from '../../packages/local-aws/databases/source';

/** Weather of Seattle and New York, and carbon dioxide over Mauna Loa. */
export const weather: DatabaseSpec = {
  name: 'weather',
  setup: ['CREATE SCHEMA archive'],
  tables: [
    {
      name: 'public.daily',
      columns: `location text, day date, precipitation real, temp_max real, temp_min real, wind real, weather text, PRIMARY KEY (location, day)`,
      rows: `SELECT * FROM read_csv('$data/weather.csv', header = true, all_varchar = true)`,
    },
    {
      name: 'public.hourly_normals',
      columns: 'hour timestamp PRIMARY KEY, pressure real, temperature real, wind real',
      rows: `SELECT * FROM read_csv('$data/seattle-weather-hourly-normals.csv', header = true, all_varchar = true)`,
    },
    {
      name: 'archive.carbon_dioxide',
      columns: 'month date PRIMARY KEY, ppm numeric(6,2), adjusted_ppm numeric(6,2)',
      rows: `SELECT * FROM read_csv('$data/co2-concentration.csv', header = true, all_varchar = true)`,
    },
  ],
};

/** A week of earthquakes, as the USGS reported it: documents, arrays, instants. */
export const seismic: DatabaseSpec = {
  name: 'seismic',
  tables: [
    {
      name: 'public.earthquakes',
      columns: `id text PRIMARY KEY, magnitude double precision, place text, happened_at timestamptz, felt integer, tsunami boolean,
        coordinates double precision[], details jsonb`,
      rows: `SELECT f.id, f.properties.mag, f.properties.place,
          strftime(make_timestamp(f.properties."time" * 1000), '%Y-%m-%d %H:%M:%S.%f+00'),
          f.properties.felt, f.properties.tsunami = 1, '{' || array_to_string(f.geometry.coordinates, ',') || '}', to_json(f.properties)
        FROM (SELECT unnest(features) AS f FROM read_json('$data/earthquakes.json', maximum_object_size = 33554432))`,
    },
    {
      name: 'public.disasters',
      columns: 'entity text, year smallint, deaths integer, PRIMARY KEY (entity, year)',
      rows: `SELECT * FROM read_csv('$data/disasters.csv', header = true, all_varchar = true)`,
    },
  ],
};
