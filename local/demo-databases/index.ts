import { dirname, join } from 'node:path';
import type { SourceSpec } from '../../packages/local-aws/databases/source';
import { flights } from './flights';
import { labour } from './labour';
import { football, markets, movies, places } from './leisure';
import { museum } from './museum';
import { seismic, weather } from './nature';
import { shop } from './shop';

/** The sources of the demo and of `npm run local`. Where their data comes from: docs/demo-data.md. */
export const DEMO_SOURCES: readonly SourceSpec[] = [
  { id: 'flights-prod', kind: 'aurora-cluster', engine: 'postgres', databases: [flights] },
  { id: 'retail-eu', kind: 'aurora-cluster', engine: 'postgres', databases: [shop] },
  { id: 'nature-prod', kind: 'aurora-cluster', engine: 'postgres', databases: [weather, seismic] },
  { id: 'labour-prod', kind: 'aurora-cluster', engine: 'postgres', databases: [labour] },
  { id: 'football-prod', kind: 'aurora-cluster', engine: 'postgres', databases: [football] },
  { id: 'markets-prod', kind: 'aurora-cluster', engine: 'postgres', databases: [markets], exportLayout: 'flat' },
  { id: 'museum-prod', kind: 'aurora-cluster', engine: 'mysql', databases: [museum] },
  { id: 'movies-db', kind: 'rds-instance', engine: 'postgres', databases: [movies] },
  { id: 'places-db', kind: 'rds-instance', engine: 'postgres', databases: [places] },
];

const VEGA_DATASETS = join(dirname(require.resolve('vega-datasets')), '..');

/** Where the demo's data are, and where a PostgreSQL ready to start is kept between demos. */
export const DEMO_DATA = {
  data: join(VEGA_DATASETS, 'data'),
  templateFile: join(VEGA_DATASETS, '..', '.cache', 'lakeferry', 'pglite-template.tar'),
} as const;
