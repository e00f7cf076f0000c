import type {
  AddTagsToStreamCommandInput,
  ListTagsForStreamCommandInput,
  RemoveTagsFromStreamCommandInput,
} from '@aws-sdk/client-kinesis';
import type { Operation } from '../../service';
import { checkRange, invalidArgument } from './errors';
import type { StreamRecord, Streams } from './streams';

const MAX_TAGS = 50;
const KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@%]{1,128}$/u;
const VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@%]{0,256}$/u;

type Tagged = Pick<StreamRecord, 'name' | 'accountId' | 'tags'>;

/** The tags with those that are added. Throws InvalidArgumentException for one that AWS refuses. */
export function tagged({ name, accountId, tags }: Tagged, added: StreamRecord['tags'] = {}): StreamRecord['tags'] {
  const other = Object.entries(added).find(([key, value]) => !KEY.test(key) || !VALUE.test(value));
  if (other !== undefined)
    throw invalidArgument(
      `The tag ${JSON.stringify(other)} is not valid: a key has 1 to 128 characters and a value at most 256, of letters, digits, white space and _ . : / = + - @ %.`,
    );
  const all = { ...tags, ...added };
  if (Object.keys(all).length <= MAX_TAGS) return all;
  throw invalidArgument(
    `Failed to add tags to stream ${name} under account ${accountId} because a given stream cannot have more than ${MAX_TAGS} tags associated with it.`,
  );
}

export const tagOperations = (streams: Streams): Readonly<Record<string, Operation>> => ({
  AddTagsToStream: async (input: AddTagsToStreamCommandInput, { accountId }) => {
    const stream = streams.active(input, accountId);
    await streams.map.set(stream.arn, { ...stream, tags: tagged(stream, input.Tags) });
    return {};
  },
  ListTagsForStream: async (input: ListTagsForStreamCommandInput, { accountId }) => {
    checkRange('limit', input.Limit, 1, MAX_TAGS);
    const { Limit = MAX_TAGS, ExclusiveStartTagKey: after = '' } = input;
    const { tags = {} } = streams.find(input, accountId);
    const left = Object.keys(tags)
      .filter((key) => key > after)
      .sort();
    const Tags = left.slice(0, Limit).map((Key) => ({ Key, Value: tags[Key] }));
    return { Tags, HasMoreTags: left.length > Limit };
  },
  RemoveTagsFromStream: async (input: RemoveTagsFromStreamCommandInput, { accountId }) => {
    const stream = streams.active(input, accountId);
    const tags = Object.entries(stream.tags ?? {}).filter(([key]) => !input.TagKeys?.includes(key));
    await streams.map.set(stream.arn, { ...stream, tags: Object.fromEntries(tags) });
    return {};
  },
});
