/** The parameter that the stacks put on the Glue databases they make. */
const PARAMETER = 'lakeferry:installation';

type Parameters = Readonly<Record<string, string>>;

/** Parameters of a Glue database that an installation makes. */
export const markOf = (installation: string): Parameters => ({ [PARAMETER]: installation });

/** Lakeferry made the database, whatever others did to it since. */
export const isMarked = (parameters: Parameters = {}): boolean => Object.hasOwn(parameters, PARAMETER);
