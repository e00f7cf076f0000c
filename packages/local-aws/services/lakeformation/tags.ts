import type {
  CreateLFTagCommandInput,
  DeleteLFTagCommandInput,
  GetLFTagCommandInput,
  ListLFTagsCommandInput,
  UpdateLFTagCommandInput,
} from '@aws-sdk/client-lakeformation';
import type { Answers } from '../../answers';
import { type Operation, type RequestContext, ServiceError } from '../../service';
import { requireOwnCatalog } from '../own-catalog';
import { pageOf } from '../page';
import { invalidInput, notFound } from './resources';
import { isAccount, type LakeFormationStore, type TagRecord } from './state';

const MAX_CHARACTERS = 50;
const MAX_VALUES_PER_CALL = 50;
const MAX_VALUES_PER_TAG = 1000;
const MAX_TAGS = 1000;

/** LF-tags and their allowed values; stored in lower case. */
export function tagOperations(store: LakeFormationStore, answers: Answers): Record<string, Operation> {
  const requireTag = (key: string | undefined, catalogId: string): TagRecord => {
    const found = store.tags.get(`${catalogId}/${(key ?? '').toLowerCase()}`);
    if (found === undefined) throw notFound(`Tag key ${key} does not exist.`);
    return found;
  };
  const save = (tag: TagRecord): Promise<void> => store.tags.set(`${tag.catalogId}/${tag.key}`, tag);

  return {
    CreateLFTag: async ({ CatalogId, TagKey, TagValues }: CreateLFTagCommandInput, context) => {
      const catalogId = CatalogId ?? context.accountId;
      requireOwnCatalog(catalogId, context);
      const key = word(TagKey, 'Tag key');
      const values = valueList(TagValues, 'TagValues');
      // the service has no AlreadyExistsException in its model
      if (store.tags.has(`${catalogId}/${key}`)) throw new ServiceError(answers.existingTag, 'Tag key already exists.');
      if (tagsOf(store, catalogId).length >= MAX_TAGS) throw limitExceeded('LF-Tags per account', MAX_TAGS);
      await save({ catalogId, key, values });
      return {};
    },
    UpdateLFTag: async (input: UpdateLFTagCommandInput, context) => {
      requireOwnCatalog(input.CatalogId ?? context.accountId, context);
      const tag = requireTag(input.TagKey, context.accountId);
      const { TagValuesToAdd, TagValuesToDelete } = input;
      if (TagValuesToAdd === undefined && TagValuesToDelete === undefined) {
        throw invalidInput('Both TagValuesToAdd and TagValuesToDelete are empty.');
      }
      const added = TagValuesToAdd === undefined ? [] : valueList(TagValuesToAdd, 'TagValuesToAdd');
      const deleted = TagValuesToDelete === undefined ? [] : valueList(TagValuesToDelete, 'TagValuesToDelete');
      for (const value of deleted) {
        if (!tag.values.includes(value)) throw notFound(`Tag value ${value} does not exist.`);
        if (isAttached(store, tag, value)) {
          throw invalidInput(`Update not allowed. Tag value ${value} of ${tag.key} is attached to a resource.`);
        }
      }
      const values = [...new Set([...tag.values, ...added])].filter((v) => !deleted.includes(v));
      if (values.length > MAX_VALUES_PER_TAG) throw limitExceeded('values per LF-Tag', MAX_VALUES_PER_TAG);
      await save({ ...tag, values });
      return {};
    },
    GetLFTag: async ({ CatalogId, TagKey }: GetLFTagCommandInput, context) => {
      const catalogId = CatalogId ?? context.accountId;
      const tag = requireTag(TagKey, catalogId);
      if (catalogId !== context.accountId && !isShared(store, tag, context)) {
        throw notFound(`Tag key ${TagKey} does not exist.`);
      }
      return describeTag(tag);
    },
    ListLFTags: async ({ CatalogId, ResourceShareType, MaxResults, NextToken }: ListLFTagsCommandInput, context) => {
      const catalogId = CatalogId ?? context.accountId;
      const own = tagsOf(store, catalogId).filter(
        (t) => catalogId === context.accountId || isShared(store, t, context),
      );
      const shared = store.tags
        .values()
        .filter((t) => t.catalogId !== context.accountId && isShared(store, t, context));
      const tags = ResourceShareType === 'ALL' ? [...own, ...shared] : own;
      const { items, next } = pageOf(tags, NextToken, MaxResults ?? 1000);
      return { LFTags: items.map(describeTag), NextToken: next };
    },
    /** Does not refuse when the tag is assigned: the assignments vanish with it. */
    DeleteLFTag: async ({ CatalogId, TagKey }: DeleteLFTagCommandInput, context) => {
      requireOwnCatalog(CatalogId ?? context.accountId, context);
      const tag = requireTag(TagKey, context.accountId);
      await store.change((changes) => {
        for (const key of store.assignments.keys()) {
          const assignment = store.assignments.get(key)!;
          if (assignment.catalogId !== tag.catalogId || assignment.tags[tag.key] === undefined) continue;
          const { [tag.key]: _, ...tags } = assignment.tags;
          changes.set(store.assignments, key, { ...assignment, tags });
        }
        changes.delete(store.tags, `${tag.catalogId}/${tag.key}`);
      });
      return {};
    },
  };
}

const limitExceeded = (what: string, limit: number): ServiceError =>
  new ServiceError('ResourceNumberLimitExceededException', `At most ${limit} ${what}.`);

function word(text: string | undefined, what: string): string {
  if (text === undefined || text === '') throw invalidInput(`${what} must not be empty.`);
  if (text.length > MAX_CHARACTERS) throw invalidInput(`${what} ${text} is longer than ${MAX_CHARACTERS} characters.`);
  return text.toLowerCase();
}

function valueList(values: readonly string[] | undefined, field: string): string[] {
  if (values === undefined || values.length === 0 || values.length > MAX_VALUES_PER_CALL) {
    throw invalidInput(
      `1 validation error detected: Value at '${field}' failed to satisfy constraint: Member must have length between 1 and ${MAX_VALUES_PER_CALL}`,
    );
  }
  return [...new Set(values.map((v) => word(v, 'Tag value')))];
}

const tagsOf = (store: LakeFormationStore, catalogId: string): TagRecord[] =>
  store.tags.values().filter((t) => t.catalogId === catalogId);

const isAttached = (store: LakeFormationStore, tag: TagRecord, value: string): boolean =>
  store.assignments.values().some((a) => a.catalogId === tag.catalogId && a.tags[tag.key] === value);

/** A tag of another account is seen by those who hold DESCRIBE or ASSOCIATE on it. */
const isShared = (store: LakeFormationStore, tag: TagRecord, { accountId, principalArn }: RequestContext): boolean =>
  store.grants
    .values()
    .some(
      ({ resource, principal }) =>
        resource.kind === 'tag' &&
        resource.catalogId === tag.catalogId &&
        resource.key === tag.key &&
        (isAccount(store, principal, accountId) || principal === principalArn),
    );

const describeTag = (tag: TagRecord): object => ({
  CatalogId: tag.catalogId,
  TagKey: tag.key,
  TagValues: [...tag.values],
});
