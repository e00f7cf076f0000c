import type { DatabaseSpec } from '../../packages/local-aws/databases/source';

/** Work in the United States: occupations since 1850, unemployment, income. */
export const labour: DatabaseSpec = {
  name: 'labour',
  setup: ['CREATE SCHEMA survey'],
  tables: [
    {
      name: 'public.jobs',
      columns:
        'id serial PRIMARY KEY, job text NOT NULL, sex text, year smallint, people integer, share double precision',
      rows: `SELECT row_number() OVER (), job, sex, "year", "count", perc FROM read_json('$data/jobs.json')`,
    },
    {
      name: 'public.unemployment',
      columns: 'series text, year smallint, month smallint, people integer, rate numeric(4,1), reported_at timestamptz',
      rows: `SELECT series, "year", "month", "count", rate, "date" FROM read_json('$data/unemployment-across-industries.json',
        columns = {series: 'VARCHAR', year: 'INTEGER', month: 'INTEGER', count: 'INTEGER', rate: 'VARCHAR', date: 'VARCHAR'})`,
    },
    {
      name: 'survey.income',
      columns: 'state text, region text, state_id integer, share numeric(4,3), households integer, bracket text',
      rows: `SELECT name, region, id, pct, total, "group" FROM read_json('$data/income.json')`,
    },
  ],
};
