import type {
  AddLFTagsToResourceCommandInput,
  GetResourceLFTagsCommandInput,
  LFTagPair,
  RemoveLFTagsFromResourceCommandInput,
  Resource,
  SearchDatabasesByLFTagsCommandInput,
  SearchTablesByLFTagsCommandInput,
} from '@aws-sdk/client-lakeformation';
import type { Answers } from '../../answers';
import type { Operation, RequestContext } from '../../service';
import type { Changes } from '../../store';
import { type Catalog, type CatalogTable, columnsOf, partitionKeysOf } from '../glue/catalog';
import { requireOwnCatalog } from '../own-catalog';
import { pageOf } from '../page';
import { requireExisting } from './existence';
import { type GovernedResource, governedResource, invalidInput, type TagCondition, tagExpression } from './resources';
import { assignedTags, assignmentKey, effectiveTags, type LakeFormationStore } from './state';

const MAX_TAGS_PER_RESOURCE = 50;

/** One place that carries tags. */
interface Place {
  readonly catalogId: string;
  readonly database: string;
  readonly table?: string;
  readonly column?: string;
}

interface Failure {
  readonly LFTag: LFTagPair;
  readonly Error: { readonly ErrorCode: string; readonly ErrorMessage: string };
}

const tableOf = (resource: GovernedResource): GovernedResource =>
  resource.kind === 'columns'
    ? { kind: 'table', catalogId: resource.catalogId, database: resource.database, table: resource.table }
    : resource;

/** Putting tags on resources, taking them off, reading them back, searching by them. */
export function tagAssignmentOperations(
  store: LakeFormationStore,
  catalog: Catalog,
  answers: Answers,
): Record<string, Operation> {
  const tagged = (resource: Resource | undefined, catalogId: string, mayLackColumns = false): GovernedResource => {
    const governed = taggable(resource, catalogId);
    if (governed.catalogId !== catalogId) throw invalidInput('LF-Tags and resources must be of the same account.');
    requireExisting(mayLackColumns ? tableOf(governed) : governed, catalog, store);
    if (governed.kind === 'columns' && answers.partitionKeyTagging === 'refused') {
      const keys = partitionKeysOf(catalog.requireTable(catalogId, governed.database, governed.table));
      if ((governed.columns ?? []).some((column) => keys.includes(column))) {
        throw invalidInput('Partition keys cannot be tagged.');
      }
    }
    return governed;
  };
  return {
    AddLFTagsToResource: async ({ CatalogId, Resource, LFTags }: AddLFTagsToResourceCommandInput, context) => {
      const catalogId = ownCatalog(CatalogId, context);
      const resource = tagged(Resource, catalogId);
      const tags = singleValued(LFTags);
      const failures: Failure[] = [];
      await store.change((changes) => {
        for (const tag of tags) {
          const problem = assignmentProblem(store, tag, catalogId);
          if (problem !== undefined) failures.push(failureOf(tag, catalogId, problem));
          else for (const place of placesOf(resource)) assign(store, place, tag, changes);
        }
      });
      return { Failures: failures };
    },
    RemoveLFTagsFromResource: async (
      { CatalogId, Resource, LFTags }: RemoveLFTagsFromResourceCommandInput,
      context,
    ) => {
      const catalogId = ownCatalog(CatalogId, context);
      const mayLackColumns = answers.absentColumnUntagging === 'accepted';
      const places = placesOf(tagged(Resource, catalogId, mayLackColumns));
      const failures: Failure[] = [];
      const tags = singleValued(LFTags);
      await store.change((changes) => {
        for (const tag of tags) {
          const carriers = places.filter((p) => assignedAt(store, p)[tag.key] === tag.value);
          if (carriers.length === 0) {
            failures.push(failureOf(tag, catalogId, 'Tag is not assigned to the resource.'));
          }
          for (const place of carriers) unassign(store, place, tag.key, changes);
        }
      });
      return { Failures: failures };
    },
    GetResourceLFTags: async ({ CatalogId, Resource, ShowAssignedLFTags }: GetResourceLFTagsCommandInput, context) =>
      readTags(
        { store, catalog, answers },
        tagged(Resource, ownCatalog(CatalogId, context)),
        ShowAssignedLFTags === true && answers.assignedTags === 'own',
      ),
    SearchTablesByLFTags: async (input: SearchTablesByLFTagsCommandInput, context) => {
      const catalogId = ownCatalog(input.CatalogId, context);
      const expression = tagExpression(input.Expression);
      const tables = catalog.databases(catalogId).flatMap((d) => catalog.tables(catalogId, d.name));
      const found = tables.filter((t) => tableMatches(store, t, expression));
      const { items, next } = pageOf(found, input.NextToken, input.MaxResults ?? 100);
      return {
        TableList: items.map((t) => ({
          Table: { CatalogId: catalogId, DatabaseName: t.databaseName, Name: t.name },
          ...readTags(
            { store, catalog, answers },
            { kind: 'table', catalogId, database: t.databaseName, table: t.name },
            false,
          ),
        })),
        NextToken: next,
      };
    },
    SearchDatabasesByLFTags: async (input: SearchDatabasesByLFTagsCommandInput, context) => {
      const catalogId = ownCatalog(input.CatalogId, context);
      const expression = tagExpression(input.Expression);
      const found = catalog
        .databases(catalogId)
        .filter((d) => expressionMatches(expression, effectiveTags(store, catalogId, d.name)));
      const { items, next } = pageOf(found, input.NextToken, input.MaxResults ?? 100);
      return {
        DatabaseList: items.map((d) => ({
          Database: { CatalogId: catalogId, Name: d.name },
          LFTags: pairs(effectiveTags(store, catalogId, d.name), catalogId),
        })),
        NextToken: next,
      };
    },
  };
}

/** Tags of another account's resources are neither set nor read. */
function ownCatalog(catalogId: string | undefined, context: RequestContext): string {
  requireOwnCatalog(catalogId ?? context.accountId, context);
  return context.accountId;
}

/** Every key present with one of its values: AND over keys, OR over values. */
export const expressionMatches = (
  expression: readonly TagCondition[],
  tags: Readonly<Record<string, string>>,
): boolean => expression.every(({ key, values }) => tags[key] !== undefined && values.includes(tags[key]));

const tableMatches = (store: LakeFormationStore, table: CatalogTable, expression: readonly TagCondition[]): boolean =>
  [undefined, ...columnsOf(table)].some((column) =>
    expressionMatches(expression, effectiveTags(store, table.catalogId, table.databaseName, table.name, column)),
  );

function taggable(resource: Resource | undefined, catalogId: string): GovernedResource {
  if (resource?.TableWithColumns !== undefined && resource.TableWithColumns.ColumnNames === undefined) {
    throw invalidInput('Must provide column names for the table with columns resource.');
  }
  if (resource?.Table?.TableWildcard !== undefined) throw invalidInput('Table wildcard is not supported.');
  const governed = governedResource(resource, catalogId);
  if (governed.kind === 'database' || governed.kind === 'table' || governed.kind === 'columns') return governed;
  throw invalidInput('LF-Tags can be assigned to databases, tables and columns only.');
}

interface Tag {
  readonly key: string;
  readonly value: string;
}

function singleValued(given: readonly LFTagPair[] | undefined): Tag[] {
  const tags = (given ?? []).map(({ TagKey = '', TagValues = [] }) => {
    if (TagValues.length !== 1 || TagValues[0] === '*') {
      throw invalidInput('Tag value wild card was found or input tag value list has size not equal to 1');
    }
    return { key: TagKey.toLowerCase(), value: TagValues[0]!.toLowerCase() };
  });
  if (tags.length === 0 || tags.length > MAX_TAGS_PER_RESOURCE) throw invalidInput('LFTags must hold 1 to 50 tags.');
  if (new Set(tags.map((t) => t.key)).size < tags.length) {
    throw invalidInput('Provided list of tags contains duplicate tag key');
  }
  return tags;
}

function assignmentProblem(store: LakeFormationStore, { key, value }: Tag, catalogId: string): string | undefined {
  const tag = store.tags.get(`${catalogId}/${key}`);
  if (tag === undefined) return `Tag key ${key} does not exist.`;
  return tag.values.includes(value) ? undefined : `Tag value ${value} of ${key} does not exist.`;
}

const failureOf = ({ key, value }: Tag, catalogId: string, ErrorMessage: string): Failure => ({
  LFTag: { CatalogId: catalogId, TagKey: key, TagValues: [value] },
  Error: { ErrorCode: 'EntityNotFoundException', ErrorMessage },
});

function placesOf(resource: GovernedResource): Place[] {
  if (resource.kind === 'columns') {
    const { catalogId, database, table } = resource;
    return (resource.columns ?? []).map((column) => ({ catalogId, database, table, column }));
  }
  if (resource.kind === 'table') return [{ ...resource }];
  return resource.kind === 'database' ? [{ ...resource }] : [];
}

const keyOf = (p: Place): string => assignmentKey(p.catalogId, p.database, p.table, p.column);
const assignedAt = (store: LakeFormationStore, p: Place): Readonly<Record<string, string>> =>
  assignedTags(store, p.catalogId, p.database, p.table, p.column);

function assign(store: LakeFormationStore, place: Place, { key, value }: Tag, changes: Changes): void {
  const { catalogId, database, table, column } = place;
  const tags = { ...assignedAt(store, place), [key]: value };
  changes.set(store.assignments, keyOf(place), { catalogId, database, table, column, tags });
}

function unassign(store: LakeFormationStore, place: Place, key: string, changes: Changes): void {
  const found = store.assignments.get(keyOf(place));
  if (found === undefined) return;
  const { [key]: _, ...tags } = found.tags;
  if (Object.keys(tags).length === 0) changes.delete(store.assignments, keyOf(place));
  else changes.set(store.assignments, keyOf(place), { ...found, tags });
}

const pairs = (tags: Readonly<Record<string, string>>, catalogId: string): LFTagPair[] =>
  Object.entries(tags)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([TagKey, value]) => ({ CatalogId: catalogId, TagKey, TagValues: [value] }));

/** `onlyAssigned`: what was put on the resource itself; else with what it inherits. */
function readTags(
  { store, catalog, answers }: { store: LakeFormationStore; catalog: Catalog; answers: Answers },
  resource: GovernedResource,
  onlyAssigned: boolean,
): object {
  if (resource.kind !== 'database' && resource.kind !== 'table' && resource.kind !== 'columns') return {};
  const { catalogId, database } = resource;
  const read = onlyAssigned ? assignedTags : effectiveTags;
  const LFTagOnDatabase = pairs(assignedTags(store, catalogId, database), catalogId);
  if (resource.kind === 'database') return { LFTagOnDatabase };
  const { table } = resource;
  const found = catalog.requireTable(catalogId, database, table);
  const keys = answers.partitionKeyTags === 'listed' ? partitionKeysOf(found) : [];
  const columns = resource.kind === 'columns' ? (resource.columns ?? []) : [...columnsOf(found), ...keys];
  return {
    LFTagOnDatabase,
    LFTagsOnTable: pairs(read(store, catalogId, database, table), catalogId),
    LFTagsOnColumns: columns
      .map((Name) => ({ Name, LFTags: pairs(read(store, catalogId, database, table, Name), catalogId) }))
      .filter((column) => column.LFTags.length > 0),
  };
}
