import { catalogName } from './names';
import { METRICS_NAMESPACE } from './telemetry';

/** Every resource that lakeferry names begins so. */
const PREFIX = 'lakeferry';

/** A bucket's name takes no more beside account and Region. */
export const MAX_INSTALLATION_CHARS = 15;
/** Single hyphens, none last: buckets and stacks of two installations would not be told apart, or be refused. */
export const INSTALLATION_NAME = /^[a-z](-?[a-z0-9])*$/;

/**
 * Names of everything that one installation deploys. Two installations in one account and Region share none of them.
 */
export interface Names {
  /** `lakeferry`, and with a name `lakeferry-<name>`. */
  readonly prefix: string;
  /** What this installation is called among others. */
  readonly installation: string;
  /** A stack, function, machine, table, queue, rule, workgroup, bucket: `lakeferry-start-export`. */
  deployed(name: string): string;
  /**
   * The Glue database of a key of `governance.databases`: `orders_shop`, and with a name
   * `lakeferry_<name>__orders_shop`.
   */
  glueDatabase(key: string): string;
  /** The crawler of such a database: `lakeferry_orders_shop`. */
  crawler(key: string): string;
  /** The folder in the lake of whatever brings data, for example of a source. */
  folder(id: string): string;
  /** The LF-tag key that stands for a key of `governance.tags`. */
  tagKey(key: string): string;
  /** LF-tag keys of lakeferry's own: on columns that are agreed to, and on databases that are governed. */
  readonly ownTagKeys: { readonly columns: string; readonly databases: string };
  /** The CloudWatch namespace of all metrics. */
  readonly metricsNamespace: string;
}

/** The default installation has no name; its names are the shortest. */
export const DEFAULT_INSTALLATION = 'default';

/** Names of the installation that an environment describes. */
export function namesOf({ name }: { readonly name?: string }): Names {
  const prefix = name === undefined ? PREFIX : `${PREFIX}-${name}`;
  const own = (text: string): string => (name === undefined ? text : `${prefix}-${text}`);
  return {
    prefix,
    installation: name ?? DEFAULT_INSTALLATION,
    deployed: (each) => `${prefix}-${each}`,
    // two underscores: no source's name begins with one, so that `a` with `b_c` is not `a-b` with `c`
    glueDatabase: (key) => (name === undefined ? key : `${catalogName(prefix)}__${key}`),
    // an underscore, which no installation has: the pattern `lakeferry_*` is of this installation's crawlers alone
    crawler: (key) => `${prefix}_${key}`,
    folder: own,
    tagKey: own,
    ownTagKeys: { columns: `${prefix}-columns`, databases: `${prefix}-databases` },
    metricsNamespace: name === undefined ? METRICS_NAMESPACE : `${METRICS_NAMESPACE}/${name}`,
  };
}
