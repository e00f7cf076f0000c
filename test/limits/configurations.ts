import type { Settings } from '../../core/config/types';
import { validateConfig } from '../../core/config/validate';

/** What a configuration of the table has besides its number of sources. */
export interface Shape {
  /** `short`, or as long as RDS allows. */
  readonly names: 'short' | 'long';
  readonly shares: 'nothing' | 'everything' | 'filters';
}

export const SHAPES: readonly Shape[] = (['short', 'long'] as const).flatMap((names) =>
  (['nothing', 'everything', 'filters'] as const).map((shares) => ({ names, shares })),
);

/** One Region of each partition, with a long name. */
export const REGIONS = {
  aws: 'ap-southeast-2',
  'aws-cn': 'cn-northwest-1',
  'aws-us-gov': 'us-gov-west-1',
} as const;
export type Partition = keyof typeof REGIONS;

const LAKE = '000000000001';
const ANALYTICS = '000000000002';
const RDS_CHARS = 63;
const role = (name: string): string => `arn:aws:iam::${ANALYTICS}:role/${name}`;

const padded = (name: string, names: Shape['names'], letter: string): string =>
  names === 'short' ? name : name.padEnd(RDS_CHARS, letter);

/** Every third source is exported by schedule; these and the instances make other rules and rights than the rest. */
const source = (i: number, names: Shape['names']) => ({
  id: padded(`db${i}x`, names, 'i'),
  engine: 'postgres',
  databases: [padded('app', names, 'd')],
  ...[
    { kind: 'aurora-cluster' },
    { kind: 'aurora-cluster', trigger: { schedule: 'cron(0 2 * * ? *)' } },
    { kind: 'rds-instance' },
  ][i % 3],
});

function policyOf({ names, shares }: Shape): object {
  const tables = ['orders', 'items', 'customers'].map((table) => padded(table, names, 't'));
  if (shares === 'everything') return { share: tables };
  if (shares === 'nothing') return {};
  const columns = ['id', 'city'];
  return {
    filters: Object.fromEntries(tables.map((table) => [table, { columns }])),
    namedFilters: { [tables[0]!]: { finance: { columns, principals: [role('finance')] } } },
  };
}

/**
 * A configuration of so many sources with a database each. Validated in the partition `aws`: what a Region lacks is not
 * what is measured.
 */
export function configured(count: number, shape: Shape, partition: Partition): Settings {
  const sources = Array.from({ length: count }, (_, i) => source(i, shape.names));
  const analysts = [role('analyst'), role('engineer')];
  const settings = validateConfig({
    environment: { region: REGIONS.aws, account: LAKE },
    accounts: shape.shares === 'nothing' ? {} : { analytics: ANALYTICS, analysts },
    sources,
    governance: {
      databases: Object.fromEntries(
        sources.map(({ id, databases }) => [`${id}_${databases[0]}`, policyOf(shape)] as const),
      ),
    },
  });
  const text = JSON.stringify(settings).replaceAll('arn:aws:', `arn:${partition}:`);
  const environment = { ...settings.environment, partition, region: REGIONS[partition] };
  return { ...(JSON.parse(text) as Settings), environment };
}
