import type { DatabaseSpec } from '../../packages/local-aws/databases/source';

/** European football results. */
export const football: DatabaseSpec = {
  name: 'football',
  tables: [
    {
      name: 'public.matches',
      columns:
        'id integer PRIMARY KEY, played_on date, division text, home_team text, away_team text, home_score smallint, away_score smallint',
      rows: `SELECT row_number() OVER (), "date", division, home_team, away_team, home_score, away_score FROM read_json('$data/football.json')`,
    },
  ],
};

/** Prices of shares and of an index. Exported in the older folder convention. */
export const markets: DatabaseSpec = {
  name: 'prices',
  setup: ['CREATE SCHEMA indices'],
  tables: [
    {
      name: 'public.stocks',
      columns: 'symbol text, day date, price numeric(10,2), PRIMARY KEY (symbol, day)',
      rows: `SELECT symbol, strptime("date", '%b %-d %Y')::DATE, price FROM read_csv('$data/stocks.csv', header = true, all_varchar = true)`,
    },
    {
      name: 'indices.sp500',
      columns: `day date PRIMARY KEY, open double precision, high double precision, low double precision, close double precision,
        adjusted_close double precision, volume bigint`,
      rows: `SELECT * FROM read_csv('$data/sp500-2000.csv', header = true, all_varchar = true)`,
    },
  ],
};

/** Films with what they earned: many NULLs. */
export const movies: DatabaseSpec = {
  name: 'movies',
  tables: [
    {
      name: 'public.movies',
      columns: `id integer PRIMARY KEY, title text, us_gross bigint, worldwide_gross bigint, dvd_sales bigint, budget bigint, released date,
        rating text, minutes smallint, distributor text, genre text, director text, rotten_tomatoes smallint, imdb numeric(3,1), imdb_votes integer`,
      rows: `SELECT row_number() OVER (), "Title", "US Gross", "Worldwide Gross", "US DVD Sales", "Production Budget",
          try_strptime("Release Date", '%b %-d %Y')::DATE, "MPAA Rating", "Running Time min", "Distributor", "Major Genre", "Director",
          "Rotten Tomatoes Rating", "IMDB Rating", "IMDB Votes"
        FROM read_json('$data/movies.json', columns = {"Title": 'VARCHAR', "US Gross": 'BIGINT', "Worldwide Gross": 'BIGINT', "US DVD Sales": 'BIGINT',
          "Production Budget": 'BIGINT', "Release Date": 'VARCHAR', "MPAA Rating": 'VARCHAR', "Running Time min": 'INTEGER', "Distributor": 'VARCHAR',
          "Major Genre": 'VARCHAR', "Director": 'VARCHAR', "Rotten Tomatoes Rating": 'INTEGER', "IMDB Rating": 'DECIMAL(3,1)', "IMDB Votes": 'INTEGER'})`,
    },
  ],
};

/** Where things are: postal codes, capitals, and how countries fare. */
export const places: DatabaseSpec = {
  name: 'places',
  setup: ['CREATE SCHEMA health'],
  tables: [
    {
      name: 'public.zipcodes',
      columns:
        'zip_code char(5) PRIMARY KEY, latitude double precision, longitude double precision, city text, state char(2), county text',
      rows: `SELECT * FROM read_csv('$data/zipcodes.csv', header = true, all_varchar = true)`,
    },
    {
      name: 'public.capitals',
      columns: 'state text PRIMARY KEY, city text, position point',
      rows: `SELECT state, city, '(' || lon || ',' || lat || ')' FROM read_json('$data/us-state-capitals.json')`,
    },
    {
      name: 'health.countries',
      columns: 'country text PRIMARY KEY, income integer, life_expectancy real, population bigint, region text',
      rows: `SELECT * FROM read_csv('$data/gapminder-health-income.csv', header = true, all_varchar = true)`,
    },
  ],
};
