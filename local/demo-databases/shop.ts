import type { DatabaseSpec } from '../../packages/local-aws/databases/source';

/** The same number for the same seed, whatever the version of DuckDB: the first 28 bits of an MD5. */
const pick = (seed: string, below: number): string => `(('0x' || left(md5(${seed}), 7))::INTEGER % ${below})`;
const oneOf = (words: readonly string[], seed: string): string =>
  `(['${words.join("','")}'])[1 + ${pick(seed, words.length)}]`;

const GIVEN = [
  'Ada',
  'Boris',
  'Chiara',
  'Dmitri',
  'Elif',
  'Farah',
  'Goran',
  'Hana',
  'Ines',
  'Jonas',
  'Keiko',
  'Liam',
  'Mei',
  'Noor',
];
const FAMILY = [
  'Almeida',
  'Bauer',
  'Costa',
  'Dubois',
  'Eriksen',
  'Fischer',
  'García',
  'Horvat',
  'Ito',
  'Jansen',
  "O''Hara",
  'Åberg',
];

/** Invented people at real postal codes, their orders, and a table of awkward names and types. */
export const shop: DatabaseSpec = {
  name: 'shop',
  setup: ['CREATE SCHEMA sales', `CREATE TYPE sales.state AS ENUM ('new', 'paid', 'sent', 'returned')`],
  tables: [
    {
      name: 'public.customers',
      columns: `id bigint PRIMARY KEY, full_name text NOT NULL, email text NOT NULL, phone text, birth_date date,
        zip_code char(5), city varchar(80), state char(2), newsletter boolean, created_at timestamptz NOT NULL`,
      rows: `SELECT i, ${oneOf(GIVEN, "'g' || i")} || ' ' || ${oneOf(FAMILY, "'f' || i")},
          'customer' || i || '@example.com', '+1-202-555-' || lpad((${pick("'p' || i", 10000)})::VARCHAR, 4, '0'),
          DATE '1940-01-01' + ${pick("'b' || i", 24000)}, zip_code, city, state, ${pick("'n' || i", 3)} = 0,
          strftime(TIMESTAMP '2020-01-01' + INTERVAL (${pick("'c' || i", 150000000)}) SECOND, '%Y-%m-%d %H:%M:%S+00')
        FROM (SELECT row_number() OVER () AS i, * FROM read_csv('$data/zipcodes.csv', header = true, all_varchar = true))
        WHERE i <= 20000`,
    },
    {
      name: 'public.orders',
      columns: `id bigint PRIMARY KEY, customer_id bigint NOT NULL, ordered_at timestamptz NOT NULL, status sales.state NOT NULL,
        total numeric(10,2), currency char(3)`,
      rows: `SELECT i, 1 + ${pick("'o' || i", 20000)}, strftime(TIMESTAMP '2024-01-01' + INTERVAL (i * 617) SECOND, '%Y-%m-%d %H:%M:%S+00'),
          ${oneOf(['new', 'paid', 'sent', 'sent', 'sent', 'returned'], "'s' || i")}, (${pick("'t' || i", 90000)} / 100)::DECIMAL(10,2), 'EUR'
        FROM range(1, 60001) AS r(i)`,
    },
    {
      name: 'sales."Order Items-2024"',
      columns: `"Item-ID" uuid PRIMARY KEY, "OrderID" bigint, attributes jsonb, tags text[], state sales.state, gift boolean, "Unit$Price" numeric(18,6),
        packed_at timestamptz, packed_by text, label bytea, weight real, duration interval, note text`,
      rows: `SELECT regexp_replace(md5('u' || i), '(.{8})(.{4})(.{4})(.{4})(.{12})', '\\1-\\2-\\3-\\4-\\5'), 1 + i % 60000,
          '{"colour": "' || ${oneOf(['red', 'green', 'blue'], "'k' || i")} || '", "sizes": [' || i % 5 || ', null], "übergröße": ' || (i % 2 = 0) || '}',
          CASE i % 3 WHEN 0 THEN '{}' WHEN 1 THEN '{plain,"two words"}' ELSE '{NULL,"a,b"}' END,
          ${oneOf(['paid', 'sent'], "'s' || i")}, CASE WHEN i % 10 = 0 THEN i % 20 = 0 END, (i * 1.234567)::DECIMAL(18,6),
          CASE WHEN i % 4 = 0 THEN strftime(TIMESTAMP '2024-02-29' + INTERVAL (i) MINUTE, '%Y-%m-%d %H:%M:%S+02') END,
          CASE WHEN i % 25 = 0 THEN 'packer ' || i % 7 END, '\\x' || left(md5('l' || i), 8), i / 3.0,
          (i % 48) || ' hours', CASE i % 50 WHEN 0 THEN '' WHEN 1 THEN 'line one' || chr(10) || '"line", two' END
        FROM range(1, 5001) AS r(i)`,
    },
  ],
};
