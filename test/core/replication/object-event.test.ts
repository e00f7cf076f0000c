import { readMessage, UnreadableMessageError } from '../../../core/replication/object-event';

const TIME = '2026-01-02T03:04:05.678Z';
const record = (object: object, eventName = 'ObjectCreated:Put', more: object = {}) => ({
  eventVersion: '2.5',
  eventSource: 'aws:s3',
  eventTime: TIME,
  eventName,
  s3: { s3SchemaVersion: '1.0', bucket: { name: 'b' }, object },
  ...more,
});
const message = (...records: object[]): string => JSON.stringify({ Records: records });
const envelope = (inner: string): string =>
  JSON.stringify({ Type: 'Notification', Subject: 'Amazon S3 Notification', Message: inner });

describe('a message of S3', () => {
  it.each([
    ['dt%3D1/red+flower%2B.jpg', 'dt=1/red flower+.jpg'],
    ['a%252Bb', 'a%2Bb'],
    ['%C3%A9%F0%9F%98%80', 'é😀'],
    ['a/b@c', 'a/b@c'],
    ['folder/', 'folder/'],
  ])('decodes the key %s once', (encoded, key) => {
    expect(readMessage(message(record({ key: encoded, size: 5, eTag: 'e-3', sequencer: '0A' })))).toEqual([
      { kind: 'created', bucket: 'b', key, size: 5, etag: 'e-3', sequencer: '0A', time: TIME },
    ]);
  });

  it('has several records, whose further kinds are left out', () => {
    const records = [
      record({ key: 'a', size: 0, eTag: 'e', versionId: 'v' }, 'ObjectCreated:CompleteMultipartUpload'),
      record({ key: 'b' }, 'ObjectTagging:Put'),
      record({ key: 'c', sequencer: '0B', versionId: null }, 'ObjectRemoved:DeleteMarkerCreated'),
      record({ key: 'd', eTag: 'old', size: 3 }, 'LifecycleExpiration:Delete'),
    ];
    expect(readMessage(message(...records))).toEqual([
      { kind: 'created', bucket: 'b', key: 'a', size: 0, etag: 'e', versionId: 'v', time: TIME },
      { kind: 'deleted', bucket: 'b', key: 'c', sequencer: '0B', time: TIME },
      { kind: 'expired', bucket: 'b', key: 'd', time: TIME },
    ]);
  });

  it("is the same within SNS's envelope", () => {
    const raw = message(record({ key: 'a', size: 1, eTag: 'e' }));
    expect(readMessage(envelope(raw))).toEqual(readMessage(raw));
  });

  it("says nothing when it is S3's test", () => {
    const test = JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Time: TIME, Bucket: 'b' });
    expect(readMessage(test)).toEqual([]);
    expect(readMessage(envelope(test))).toEqual([]);
  });
});

describe('an event of EventBridge', () => {
  const event = (type: string, object: object, reason?: string): string =>
    JSON.stringify({
      source: 'aws.s3',
      'detail-type': type,
      time: TIME,
      detail: { bucket: { name: 'b' }, object, reason },
    });

  it('has the key as it is', () => {
    const object = { key: 'a+b c%2B', size: 2, etag: 'e', 'version-id': 'v', sequencer: '0C' };
    expect(readMessage(event('Object Created', object, 'PutObject'))).toEqual([
      {
        kind: 'created',
        bucket: 'b',
        key: 'a+b c%2B',
        size: 2,
        etag: 'e',
        versionId: 'v',
        sequencer: '0C',
        time: TIME,
      },
    ]);
  });

  it.each([
    ['DeleteObject', 'deleted'],
    ['Lifecycle Expiration', 'expired'],
  ])('removed for the reason %s is %s', (reason, kind) => {
    expect(readMessage(event('Object Deleted', { key: 'a' }, reason))).toEqual([
      { kind, bucket: 'b', key: 'a', time: TIME },
    ]);
  });

  it('of another kind says nothing', () => {
    expect(readMessage(event('Object Restore Completed', { key: 'a' }))).toEqual([]);
  });
});

describe('a message that is none of both', () => {
  it.each([
    ['no JSON', 'hello', /is no JSON: hello$/],
    ['a list', '[]', /is no object/],
    ["another service's", '{"source":"aws.rds"}', /neither of S3 nor of EventBridge/],
    ['a record of version 3', message(record({ key: 'a' }, undefined, { eventVersion: '3.0' })), /version 3\.0/],
    ['a record without a key', message(record({})), /without bucket, key or time/],
    ['an envelope around no JSON', envelope('x'), /is no JSON/],
  ])('is refused: %s', (_, body, words) => {
    const read = () => readMessage(body);
    expect(read).toThrow(UnreadableMessageError);
    expect(read).toThrow(words);
  });
});
