import type { Settings, SourceSettings } from '../../core/config/types';
import { catalogDatabaseOf } from '../../core/lake/catalog-databases';
import type { DatabaseSpec, SourceSpec } from '../../packages/local-aws/databases/source';
import { DEMO_SOURCES } from '../demo-databases';
import { generatedDatabase } from './generated-database';

export { GENERATED_ROWS } from './generated-database';

export interface LocalSources {
  readonly sources: readonly SourceSpec[];
  /** Databases whose rows are invented: `orders/shop`. */
  readonly generated: readonly string[];
}

/**
 * The sources of a configuration, with rows: the demo's where the demo has that database, else generated ones that fit
 * the policy.
 */
export function localSources(settings: Settings): LocalSources {
  const made = settings.sources.map((source) => ({
    source,
    databases: source.databases.map((name) => {
      const demo = demoDatabase(source, name);
      return { name, isGenerated: demo === undefined, spec: demo ?? generated(settings, source, name) };
    }),
  }));
  return {
    sources: made.map(({ source: { id, kind, engine }, databases }) => ({
      id,
      kind,
      engine,
      databases: databases.map(({ spec }) => spec),
      exportLayout: DEMO_SOURCES.find((demo) => demo.id === id)?.exportLayout,
    })),
    generated: made.flatMap(({ source, databases }) =>
      databases.filter(({ isGenerated }) => isGenerated).map(({ name }) => `${source.id}/${name}`),
    ),
  };
}

/** Undefined with `exportOnly`: the demo counts every table of its own databases. */
function demoDatabase({ id, kind, engine, exportOnly }: SourceSettings, name: string): DatabaseSpec | undefined {
  const demo = DEMO_SOURCES.find((each) => each.id === id && each.kind === kind && each.engine === engine);
  return exportOnly === undefined ? demo?.databases.find((each) => each.name === name) : undefined;
}

function generated(settings: Settings, source: SourceSettings, database: string): DatabaseSpec {
  const { name } = catalogDatabaseOf(settings, { id: source.id, database });
  return generatedDatabase(source, database, settings.governance.databases[name]);
}

/** What a person should know of the rows. Undefined when all are the demo's. */
export const describeGenerated = ({ generated: names }: LocalSources): string | undefined =>
  names.length === 0
    ? undefined
    : `Rows are generated for ${names.join(', ')}: the demo has no data for them. Their tables and columns are those that the configuration names.`;
