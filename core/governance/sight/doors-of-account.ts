import type { DatabaseState } from '../model/state';
import type { ExternalEngines, Surroundings } from '../model/surroundings';
import { type Door, door } from './door';
import { isSessionOf } from './who-can-see';

/** Ways that the settings of the account open, to the data of every database. */
export const accountDoors = (state: DatabaseState, surroundings: Surroundings): Door[] => [
  ...administrators(state, surroundings),
  ...externalEngines(surroundings.externalEngines),
  ...sessionTags(surroundings.sessionTagValues),
];

/** What is no way to the data and still good to know, one line each. */
export const notesOn = ({ readOnlyAdministrators }: Surroundings): string[] =>
  readOnlyAdministrators.map(
    (arn) => `read-only administrator ${arn} sees names, columns, tags and grants of the whole catalog, and no data`,
  );

/** Those that the stacks made administrators are marked on the database. */
const administrators = ({ administrators: own = [] }: DatabaseState, { administrators }: Surroundings): Door[] =>
  administrators
    .filter((arn) => !own.some((each) => each === arn || isSessionOf(each, arn)))
    .map((arn) =>
      door(
        'administrator',
        `data lake administrator ${arn} may grant itself everything`,
        `Take ${arn} out of DataLakeAdmins: aws lakeformation get-data-lake-settings, then put-data-lake-settings`,
      ),
    );

const SETTING = 'aws lakeformation get-data-lake-settings, then put-data-lake-settings';

function externalEngines(engines: ExternalEngines | undefined): Door[] {
  if (engines === undefined) return [];
  const { filteringAccounts, readsWholeTables } = engines;
  const filtering = `engines of ${filteringAccounts.join(', ')} get data unfiltered and are trusted to filter it (AllowExternalDataFiltering)`;
  const whole = 'engines of anybody read tables whole (AllowFullTableExternalDataAccess)';
  return [
    ...(filteringAccounts.length === 0
      ? []
      : [door('external-engines', filtering, `Set AllowExternalDataFiltering to false: ${SETTING}`)]),
    ...(readsWholeTables
      ? [door('external-engines', whole, `Set AllowFullTableExternalDataAccess to false: ${SETTING}`)]
      : []),
  ];
}

/** The tag is `LakeFormationAuthorizedCaller`; EMR sets it on its own sessions. */
const sessionTags = (values: readonly string[]): Door[] =>
  values.length === 0
    ? []
    : [
        door(
          'session-tags',
          `sessions tagged LakeFormationAuthorizedCaller=${values.join('|')} are trusted to filter what they read (AuthorizedSessionTagValueList)`,
          `Take the values out of AuthorizedSessionTagValueList: ${SETTING}`,
        ),
      ];
