import {
  AddLFTagsToResourceCommand,
  BatchGrantPermissionsCommand,
  type BatchPermissionsRequestEntry,
  BatchRevokePermissionsCommand,
  CreateDataCellsFilterCommand,
  CreateLakeFormationOptInCommand,
  CreateLFTagCommand,
  DeleteDataCellsFilterCommand,
  type LFTagError,
  RemoveLFTagsFromResourceCommand,
  UpdateDataCellsFilterCommand,
  UpdateLFTagCommand,
} from '@aws-sdk/client-lakeformation';
import { ALL_ROWS, type Change, type FilterChange, type Grant, type TagChange } from '../../../core/governance';
import { ChangeRefusedError } from './errors';
import { type Failed, passes, persist, persistWithRest } from './persist';
import { readTagValues } from './read-state';
import { isNotFound, type Reader } from './reader';
import { placeTo, resourceTo } from './resources';

type Of<Kind extends Change['kind']> = Extract<Change, { kind: Kind }>;
export type GrantChange = Of<'grant' | 'revoke'>;

/** Values of one CreateLFTag or UpdateLFTag. */
const MAX_VALUES = 50;
/** Entries of one BatchGrantPermissions or BatchRevokePermissions. */
export const MAX_ENTRIES = 20;

/** Makes one change; done already is as good as done. Grants go in batches: {@link changeGrants}. */
export async function changeCatalog(reader: Reader, change: Exclude<Change, GrantChange>): Promise<void> {
  switch (change.kind) {
    case 'create-tag':
      return createTag(reader, change.key, change.values);
    case 'update-tag':
      return addValues(reader, change.key, change.add);
    case 'assign-tags':
    case 'unassign-tags':
      return changeTags(reader, [change]);
    case 'create-filter':
    case 'update-filter':
      return putFilter(reader, change);
    case 'delete-filter':
      return deleteFilter(reader, change);
    case 'opt-in':
      return optIn(reader, change);
  }
}

/** The service names no error of its own for a tag that exists: whoever was first, the values are added. */
async function createTag(reader: Reader, TagKey: string, values: readonly string[]): Promise<void> {
  const { lakeformation, catalogId } = reader;
  const first = values.slice(0, MAX_VALUES);
  try {
    const command = new CreateLFTagCommand({ CatalogId: catalogId, TagKey, TagValues: [...first] });
    await persist(reader, () => lakeformation.send(command));
    return addValues(reader, TagKey, values.slice(MAX_VALUES));
  } catch (error) {
    const present = await readTagValues(reader, TagKey);
    if (present === undefined) throw error;
    return addValues(
      reader,
      TagKey,
      values.filter((value) => !present.includes(value)),
    );
  }
}

async function addValues(reader: Reader, TagKey: string, values: readonly string[]): Promise<void> {
  const { lakeformation, catalogId } = reader;
  for (let i = 0; i < values.length; i += MAX_VALUES) {
    const TagValuesToAdd = values.slice(i, i + MAX_VALUES);
    const command = new UpdateLFTagCommand({ CatalogId: catalogId, TagKey, TagValuesToAdd });
    await persist(reader, () => lakeformation.send(command));
  }
}

/**
 * All of one kind, of one place or of columns of one table that get the same tags. Throws {@link ChangeRefusedError}.
 */
export async function changeTags(reader: Reader, changes: readonly TagChange[]): Promise<void> {
  const { lakeformation, catalogId } = reader;
  const [{ kind, place, tags }] = changes as readonly [TagChange];
  const columns = changes.flatMap((change) => change.place.column ?? []);
  const input = {
    CatalogId: catalogId,
    Resource: placeTo(place, columns, catalogId),
    LFTags: Object.entries(tags).map(([TagKey, value]) => ({ CatalogId: catalogId, TagKey, TagValues: [value] })),
  };
  const send = async (): Promise<readonly LFTagError[]> => {
    const { Failures = [] } =
      kind === 'assign-tags'
        ? await lakeformation.send(new AddLFTagsToResourceCommand(input))
        : await lakeformation.send(new RemoveLFTagsFromResourceCommand(input));
    const refused = Failures.filter(({ Error: error }) => !isGoneAlready(kind, error?.ErrorCode));
    const passing = refused.find(({ Error: error }) => passes(error?.ErrorCode ?? '', error?.ErrorMessage ?? ''));
    if (passing !== undefined) throw refusal(passing.Error);
    return refused;
  };
  const [refused] = await persist(reader, send);
  if (refused !== undefined) throw refusal(refused.Error);
}

const isGoneAlready = (kind: TagChange['kind'], code: string | undefined): boolean =>
  kind === 'unassign-tags' && code === 'EntityNotFoundException';

const refusal = (error: { readonly ErrorCode?: string; readonly ErrorMessage?: string } = {}): ChangeRefusedError =>
  new ChangeRefusedError(error.ErrorCode ?? 'UnknownError', error.ErrorMessage ?? 'Lake Formation gives no reason.');

/** Updated in place where it exists: grants on it are kept. */
async function putFilter(reader: Reader, { kind, database, table, filter }: FilterChange): Promise<void> {
  const { lakeformation, catalogId } = reader;
  const TableData = {
    TableCatalogId: catalogId,
    DatabaseName: database,
    TableName: table,
    Name: filter.name,
    ColumnNames: [...(filter.columns ?? [])],
    RowFilter: filter.rows === ALL_ROWS ? { AllRowsWildcard: {} } : { FilterExpression: filter.rows },
  };
  const create = () => lakeformation.send(new CreateDataCellsFilterCommand({ TableData }));
  const update = () => lakeformation.send(new UpdateDataCellsFilterCommand({ TableData }));
  const [first, second] = kind === 'create-filter' ? [create, update] : [update, create];
  await persist(reader, async () => {
    try {
      await first();
    } catch (error) {
      if (!isOtherwise(error)) throw error;
      await second();
    }
  });
}

/** There where it should be made, or gone where it should be updated. */
const isOtherwise = (error: unknown): boolean =>
  isNotFound(error) || (error instanceof Error && error.name === 'AlreadyExistsException');

async function deleteFilter(reader: Reader, { database, table, name }: Of<'delete-filter'>): Promise<void> {
  const { lakeformation, catalogId } = reader;
  const command = new DeleteDataCellsFilterCommand({
    TableCatalogId: catalogId,
    DatabaseName: database,
    TableName: table,
    Name: name,
  });
  await unlessGone(persist(reader, () => lakeformation.send(command)));
}

async function unlessGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

async function optIn(reader: Reader, { optIn: { principal, resource } }: Of<'opt-in'>): Promise<void> {
  const command = new CreateLakeFormationOptInCommand({
    Principal: { DataLakePrincipalIdentifier: principal },
    Resource: resourceTo(resource, reader.catalogId),
  });
  try {
    await persist(reader, () => reader.lakeformation.send(command));
  } catch (error) {
    if (!(error instanceof Error && error.name === 'AlreadyExistsException')) throw error;
  }
}

/** At most {@link MAX_ENTRIES} of one kind. Answers with those that were refused; the others are done. */
export async function changeGrants(
  reader: Reader,
  kind: GrantChange['kind'],
  changes: readonly GrantChange[],
): Promise<readonly Failed<GrantChange, Error>[]> {
  return persistWithRest(reader, changes, async (items) => {
    const failures = await persist(reader, () => sendBatch(reader, kind, items));
    return failures.flatMap(({ entry, code, message }): Failed<GrantChange, Error>[] => {
      const item = items[Number(entry.Id)];
      if (item === undefined || (kind === 'revoke' && isRevokedAlready(code, message))) return [];
      return [{ item, failure: new ChangeRefusedError(code, message), mayPass: passes(code, message) }];
    });
  });
}

async function sendBatch(
  { lakeformation, catalogId }: Reader,
  kind: GrantChange['kind'],
  changes: readonly GrantChange[],
) {
  const Entries = changes.map(({ grant }, i) => entryOf(grant, String(i), catalogId));
  const input = { CatalogId: catalogId, Entries };
  const { Failures = [] } =
    kind === 'grant'
      ? await lakeformation.send(new BatchGrantPermissionsCommand(input))
      : await lakeformation.send(new BatchRevokePermissionsCommand(input));
  return Failures.map(({ RequestEntry, Error: error }) => ({
    entry: { Id: RequestEntry?.Id },
    code: error?.ErrorCode ?? 'UnknownError',
    message: error?.ErrorMessage ?? 'Lake Formation gives no reason.',
  }));
}

const entryOf = (
  { principal, resource, permissions, withGrantOption }: Grant,
  Id: string,
  catalogId: string,
): BatchPermissionsRequestEntry => ({
  Id,
  Principal: { DataLakePrincipalIdentifier: principal },
  Resource: resourceTo(resource, catalogId),
  Permissions: sdkPermissions(permissions),
  PermissionsWithGrantOption: sdkPermissions(withGrantOption),
});

type SdkPermissions = BatchPermissionsRequestEntry['Permissions'];

/** `OTHER` is what is not read here; it is never planned. */
const sdkPermissions = (permissions: Grant['permissions']): SdkPermissions =>
  permissions.filter((permission) => permission !== 'OTHER');

/** The wording of the service for what is not there (any more). */
const isRevokedAlready = (code: string, message: string): boolean =>
  code === 'EntityNotFoundException' || /Grantee has no permissions|No permissions revoked|not found/i.test(message);
