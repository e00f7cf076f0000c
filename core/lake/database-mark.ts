/** The parameter that the lake stack puts on the Glue databases it makes. */
const PARAMETER = 'lakeferry:installation';

type Parameters = Readonly<Record<string, string>>;

/** Parameters of a Glue database that an installation makes. */
export const markOf = (installation: string): Parameters => ({ [PARAMETER]: installation });

/** Lakeferry made the database, whatever others did to it since. */
export const isMarked = (parameters: Parameters = {}): boolean => Object.hasOwn(parameters, PARAMETER);
