import { quoted } from './permanent';

/**
 * Which installations stand in an account and Region. Each leaves a marker, an SSM parameter; the first deployment of
 * another one reads them. docs/adr/0008.
 */

/** The parameters of all installations are below this path, each under the name of its installation. */
export const INSTALLATIONS_PATH = '/lakeferry/installations';

export const markerOf = (installation: string): string => `${INSTALLATIONS_PATH}/${installation}`;

export const MARKER_DESCRIPTION =
  'lakeferry: this installation stands in this account and Region, with these permanent fields';

/**
 * What a marker holds: the permanent fields, and the stack for people. Flat, because SSM refuses values with two braces
 * in a row.
 */
export const markerValue = (
  stack: string,
  fields: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => ({
  stack,
  ...fields,
});

/** Installations that the first deployment of this one did not expect. `found` are names of markers. */
export const unexpectedInstallations = (
  installation: string,
  beside: readonly string[],
  found: readonly string[],
): string[] =>
  found
    .map((name) => name.slice(INSTALLATIONS_PATH.length + 1))
    .filter((name) => name !== installation && !beside.includes(name))
    .sort();

/** Why a deployment is refused. `others` are names of installations, in quotes, separated by commas. */
export const refusalOf = (installation: string, others: string): string =>
  `environment.name makes this the installation '${installation}', but this account and Region hold ${others} already. ` +
  'A name is permanent: if environment.name was changed, change it back. ' +
  `If '${installation}' is to stand beside, say so: environment.beside: [${others}].`;

/** The local deployment's own error for what CloudFormation refuses. */
export class InstallationRefusedError extends Error {
  override readonly name = 'InstallationRefusedError';
  constructor(installation: string, others: readonly string[]) {
    super(refusalOf(installation, quoted(others)));
  }
}
