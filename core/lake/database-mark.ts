/** The parameter that the stacks put on the Glue databases they make. */
const PARAMETER = 'lakeferry:installation';
/** Roles that the stacks gave rights on the database: those rights are nobody else's. */
const CRAWLER_ROLE = 'lakeferry:crawler-role';
const REGISTRAR = 'lakeferry:registrar-role';
const ADMINISTRATORS = 'lakeferry:administrators';

type Parameters = Readonly<Record<string, string>>;

/** ARNs of roles that the stacks made. */
export interface StackRoles {
  /** Crawls the database. */
  readonly crawler?: string;
  /** Makes its tables and partitions, where none crawls it. */
  readonly registrar?: string;
  /** Data lake administrators of the lake's account. */
  readonly administrators?: readonly string[];
}

/** Parameters of a Glue database that an installation makes. */
export const markOf = (
  installation: string,
  { crawler, registrar, administrators = [] }: StackRoles = {},
): Parameters => ({
  [PARAMETER]: installation,
  ...(crawler === undefined ? {} : { [CRAWLER_ROLE]: crawler }),
  ...(registrar === undefined ? {} : { [REGISTRAR]: registrar }),
  ...(administrators.length === 0 ? {} : { [ADMINISTRATORS]: administrators.join(',') }),
});

/** Lakeferry made the database, whatever others did to it since. */
export const isMarked = (parameters: Parameters = {}): boolean => Object.hasOwn(parameters, PARAMETER);

/** The installation that made the database. */
export const installationOf = (parameters: Parameters = {}): string | undefined => parameters[PARAMETER];

export const rolesOf = (parameters: Parameters = {}): StackRoles => ({
  crawler: parameters[CRAWLER_ROLE],
  registrar: parameters[REGISTRAR],
  administrators: parameters[ADMINISTRATORS]?.split(','),
});
