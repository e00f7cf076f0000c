import type { Needed, Rights } from '../../authorization/rights';
import type { Kms } from '../kms';
import { streamOfToken } from './iterators';
import { streamOfListToken } from './list-shards';
import type { StreamReference, Streams } from './streams';

interface Input extends StreamReference {
  readonly ShardIterator?: string;
  readonly NextToken?: string;
  readonly KeyId?: string;
  readonly Tags?: object;
}

/** Actions that write or read what is encrypted. */
const KEYS: Readonly<Record<string, string>> = {
  PutRecord: 'kms:GenerateDataKey',
  PutRecords: 'kms:GenerateDataKey',
  GetRecords: 'kms:Decrypt',
};

/** Service Authorization Reference, "Amazon Kinesis Data Streams", and its guide's "Permissions to use KMS keys". */
export const kinesisRights =
  (streams: Streams, keyUse: Kms['keyUse']): Rights =>
  async (operation, input: Input, { accountId }) => {
    const named = input.StreamARN ?? streamOfToken(input.ShardIterator) ?? streamOfListToken(input.NextToken);
    const arn = named ?? (input.StreamName === undefined ? undefined : streams.arnOf(accountId, input.StreamName));
    if (arn === undefined) return undefined;
    // API Reference, "CreateStream"
    const isTagged = operation === 'CreateStream' && input.Tags !== undefined;
    const actions = [operation, ...(isTagged ? ['AddTagsToStream'] : [])];
    return [
      ...actions.map((each) => ({ action: `kinesis:${each}`, resource: arn })),
      ...(await keyRights(streams, keyUse, operation, arn)),
    ];
  };

/** What the encryption of a stream asks of who writes or reads it. */
async function keyRights(
  streams: Streams,
  keyUse: Kms['keyUse'],
  operation: string,
  arn: string,
): Promise<readonly Needed[]> {
  const action = KEYS[operation];
  const keyId = streams.present(arn)?.keyId;
  if (action === undefined || keyId === undefined) return [];
  return keyUse(keyId, action, {
    'kms:ViaService': `kinesis.${streams.deps.region}.amazonaws.com`,
    'kms:EncryptionContext:aws:kinesis:arn': arn,
  });
}
