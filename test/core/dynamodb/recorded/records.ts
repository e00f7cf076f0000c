import { SEQUENCE } from '../flattened';

/**
 * Records as DynamoDB wrote them to Kinesis. INSERT is AWS's own fixture of powertools-lambda-typescript (2024); the
 * others have the spelling of recordings of 2021 to 2024, with other values. No full recording of a REMOVE is known:
 * its members are those of DynamoDB Streams.
 */
const TEXTS = {
  INSERT:
    '{"awsRegion":"eu-west-1","eventID":"d9428029-0f63-4056-86da-ce10d545b1b9","eventName":"INSERT","userIdentity":null,' +
    '"recordFormat":"application/json","tableName":"T","dynamodb":{"ApproximateCreationDateTime":1731924555370,' +
    '"Keys":{"id":{"S":"r1"}},"NewImage":{"id":{"S":"r1"},"data":{"S":"x"}},"SizeBytes":60},"eventSource":"aws:dynamodb"}',
  MODIFY:
    '{"awsRegion":"cn-northwest-1","eventID":"d9428029-0f63-4056-86da-ce10d545b1b9","eventName":"MODIFY","userIdentity":null,' +
    '"recordFormat":"application/json","tableName":"T","dynamodb":{"ApproximateCreationDateTime":1731924555370,' +
    '"Keys":{"id":{"S":"r1"}},"NewImage":{"id":{"S":"r1"},"data":{"S":"y"}},"OldImage":{"id":{"S":"r1"},"data":{"S":"x"}},' +
    '"SizeBytes":60},"eventSource":"aws:dynamodb"}',
  MICROSECOND:
    '{"awsRegion":"us-east-1","eventID":"d9428029-0f63-4056-86da-ce10d545b1b9","eventName":"INSERT","userIdentity":null,' +
    '"recordFormat":"application/json","tableName":"T","dynamodb":{"ApproximateCreationDateTime":1731924555370123,' +
    '"Keys":{"id":{"S":"r1"}},"NewImage":{"id":{"S":"r1"},"data":{"S":"x"}},"SizeBytes":137,' +
    '"ApproximateCreationDateTimePrecision":"MICROSECOND"},"eventSource":"aws:dynamodb"}',
  'of 2021, members in another order':
    '{"awsRegion":"us-east-1","dynamodb":{"ApproximateCreationDateTime":1731924555370,"Keys":{"id":{"S":"r1"}},' +
    '"NewImage":{"id":{"S":"r1"},"data":{"S":"x"}},"SizeBytes":60},"eventID":"d9428029-0f63-4056-86da-ce10d545b1b9",' +
    '"eventName":"INSERT","userIdentity":null,"recordFormat":"application/json","tableName":"T","eventSource":"aws:dynamodb"}',
  REMOVE:
    '{"awsRegion":"eu-west-1","eventID":"d9428029-0f63-4056-86da-ce10d545b1b9","eventName":"REMOVE","userIdentity":null,' +
    '"recordFormat":"application/json","tableName":"T","dynamodb":{"ApproximateCreationDateTime":1731924555370,' +
    '"Keys":{"id":{"S":"r1"}},"OldImage":{"id":{"S":"r1"},"data":{"S":"x"}},"SizeBytes":30},"eventSource":"aws:dynamodb"}',
} as const;

type Name = keyof typeof TEXTS;

export const recorded = (name: Name): string => TEXTS[name];

const ENVELOPE = {
  ddb_table: 'T',
  ddb_version: 1731924555370000,
  ddb_sequence: SEQUENCE,
  ddb_event_id: 'd9428029-0f63-4056-86da-ce10d545b1b9',
  ddb_source: 'STREAM',
  ddb_ttl: false,
  id: 'r1',
};
const INSERT = { ...ENVELOPE, ddb_event: 'INSERT', data: 'x' };

const ROWS: Readonly<Record<Name, object>> = {
  INSERT,
  MODIFY: { ...ENVELOPE, ddb_event: 'MODIFY', data: 'y' },
  MICROSECOND: { ...INSERT, ddb_version: 1731924555370123 },
  'of 2021, members in another order': INSERT,
  REMOVE: { ...ENVELOPE, ddb_event: 'REMOVE' },
};

export const RECORDED = Object.fromEntries(
  Object.keys(TEXTS).map((name) => [name, { text: recorded(name as Name), expected: ROWS[name as Name] }]),
) as Readonly<Record<Name, { readonly text: string; readonly expected: object }>>;
