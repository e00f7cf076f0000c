import { shellQuoted } from '../model/revoke-command';
import type { DatabaseState } from '../model/state';
import type { Surroundings } from '../model/surroundings';
import { type Door, type DoorKind, door } from './door';
import { isSessionOf } from './who-can-see';

interface Finding {
  readonly kind: DoorKind;
  readonly line: string;
  readonly mend: (settings: Settings) => Settings;
}

type Settings = Surroundings['settings'];

/**
 * Ways that the settings of the account open, to the data of every database. A command puts all settings, so it closes
 * every finding that nobody accepted, and leaves the rest.
 */
export function accountDoors(
  state: DatabaseState,
  surroundings: Surroundings,
  isAccepted: (line: string) => boolean,
): Door[] {
  const found = [
    ...administrators(state, surroundings),
    ...externalEngines(surroundings),
    ...sessionTags(surroundings.sessionTagValues),
  ];
  const settings = found.reduce(
    (mended, { line, mend }) => (isAccepted(line) ? mended : mend(mended)),
    surroundings.settings,
  );
  const undo = `aws lakeformation put-data-lake-settings --data-lake-settings ${shellQuoted(JSON.stringify(settings))}`;
  return found.map(({ kind, line }) => door(kind, line, undo));
}

/** Those that the stacks made administrators are marked on the database. */
const administrators = (
  { administrators: own = [] }: DatabaseState,
  { administrators: all }: Surroundings,
): Finding[] =>
  all
    .filter((arn) => !own.some((each) => each === arn || isSessionOf(each, arn)))
    .map((arn) => ({
      kind: 'administrator',
      line: `data lake administrator ${arn} may grant itself everything`,
      mend: (settings) => without(settings, 'DataLakeAdmins', arn),
    }));

const without = (settings: Settings, member: string, arn: string): Settings => {
  const list = (settings[member] ?? []) as readonly { readonly DataLakePrincipalIdentifier?: string }[];
  return { ...settings, [member]: list.filter((each) => each.DataLakePrincipalIdentifier !== arn) };
};

function externalEngines({ externalEngines: engines }: Surroundings): Finding[] {
  if (engines === undefined) return [];
  const { filteringAccounts, readsWholeTables } = engines;
  const filtering: Finding = {
    kind: 'external-engines',
    line: `engines of ${filteringAccounts.join(', ')} get data unfiltered and are trusted to filter it (AllowExternalDataFiltering)`,
    mend: (settings) => ({ ...settings, AllowExternalDataFiltering: false, ExternalDataFilteringAllowList: [] }),
  };
  const whole: Finding = {
    kind: 'external-engines',
    line: 'engines of anybody read tables whole (AllowFullTableExternalDataAccess)',
    mend: (settings) => ({ ...settings, AllowFullTableExternalDataAccess: false }),
  };
  return [...(filteringAccounts.length > 0 ? [filtering] : []), ...(readsWholeTables ? [whole] : [])];
}

/** The tag is `LakeFormationAuthorizedCaller`; EMR sets it on its own sessions. */
const sessionTags = (values: readonly string[]): Finding[] =>
  values.length === 0
    ? []
    : [
        {
          kind: 'session-tags',
          line: `sessions tagged LakeFormationAuthorizedCaller=${values.join('|')} are trusted to filter what they read (AuthorizedSessionTagValueList)`,
          mend: (settings) => ({ ...settings, AuthorizedSessionTagValueList: [] }),
        },
      ];

/** What is no way to the data and still good to know, one line each. */
export const notesOn = ({ readOnlyAdministrators }: Surroundings): string[] =>
  readOnlyAdministrators.map(
    (arn) => `read-only administrator ${arn} sees names, columns, tags and grants of the whole catalog, and no data`,
  );
