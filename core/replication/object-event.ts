/** Something that happened to one object of a source, whoever told: S3 by SNS, EventBridge, a backfill. */
export interface ObjectEvent {
  /** `expired`: removed by a lifecycle rule. */
  readonly kind: 'created' | 'deleted' | 'expired';
  readonly bucket: string;
  /** As the object is called, decoded. */
  readonly key: string;
  /** Absent in buckets without versions. */
  readonly versionId?: string;
  /** Without quotes. Absent where something was removed. */
  readonly etag?: string;
  /** Bytes. Absent where something was removed. */
  readonly size?: number;
  /** Order among the events of this key; see `sequencer.ts`. */
  readonly sequencer?: string;
  /** ISO-8601: when it happened. */
  readonly time: string;
}

/** A message that is no event of an object. The reason says what stands there. */
export class UnreadableMessageError extends Error {
  override readonly name = 'UnreadableMessageError';
  constructor(reason: string, body: string) {
    super(`The message ${reason}: ${body.slice(0, MAX_SHOWN_CHARS)}`);
  }
}

const MAX_SHOWN_CHARS = 200;

type Json = Readonly<Record<string, unknown>>;

/**
 * The events in one message of a queue: S3's records, in SNS's envelope or raw, or EventBridge's. Events that are no
 * business of a replication (tags, restores, S3's test event) are left out. Throws `UnreadableMessageError`.
 */
export function readMessage(body: string): ObjectEvent[] {
  const message = parsed(body, body);
  const inner =
    message.Type === 'Notification' && typeof message.Message === 'string' ? parsed(message.Message, body) : message;
  if (inner.Event === 's3:TestEvent') return [];
  if (Array.isArray(inner.Records)) return inner.Records.flatMap((record) => readRecord(record as S3Record, body));
  if (inner.source === 'aws.s3') return readEventBridge(inner as unknown as EventBridgeEvent, body);
  throw new UnreadableMessageError('is neither of S3 nor of EventBridge', body);
}

function parsed(text: string, body: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UnreadableMessageError('is no JSON', body);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new UnreadableMessageError('is no object', body);
}

/** What is read of a record of S3. Version 2 only; further fields are ignored. */
interface S3Record {
  readonly eventVersion?: string;
  readonly eventName?: string;
  readonly eventTime?: string;
  readonly s3?: {
    readonly bucket?: { readonly name?: string };
    readonly object?: {
      readonly key?: string;
      readonly size?: number;
      readonly eTag?: string;
      readonly versionId?: string | null;
      readonly sequencer?: string;
    };
  };
}

const KINDS: readonly (readonly [RegExp, ObjectEvent['kind']])[] = [
  [/^(?:s3:)?ObjectCreated:/, 'created'],
  [/^(?:s3:)?ObjectRemoved:/, 'deleted'],
  [/^(?:s3:)?LifecycleExpiration:/, 'expired'],
];

function readRecord(record: S3Record, body: string): ObjectEvent[] {
  const { eventVersion = '2.', eventName = '', eventTime, s3 } = record;
  const kind = KINDS.find(([pattern]) => pattern.test(eventName))?.[1];
  if (kind === undefined) return [];
  if (!eventVersion.startsWith('2.'))
    throw new UnreadableMessageError(`has records of version ${eventVersion}, not 2`, body);
  const { bucket, object } = { bucket: s3?.bucket?.name, object: s3?.object };
  if (bucket === undefined || object?.key === undefined || eventTime === undefined) {
    throw new UnreadableMessageError('has a record without bucket, key or time', body);
  }
  return [
    eventOf(kind, {
      bucket,
      key: decodeKey(object.key),
      versionId: object.versionId,
      etag: object.eTag,
      size: object.size,
      sequencer: object.sequencer,
      time: eventTime,
    }),
  ];
}

/** Keys are form-encoded in S3's own events, once: `+` is a space, a plus sign is `%2B`. */
export function decodeKey(encoded: string): string {
  return decodeURIComponent(encoded.replaceAll('+', ' '));
}

interface EventBridgeEvent {
  readonly 'detail-type'?: string;
  readonly time?: string;
  readonly detail?: {
    readonly bucket?: { readonly name?: string };
    readonly object?: {
      readonly key?: string;
      readonly size?: number;
      readonly etag?: string;
      readonly 'version-id'?: string;
      readonly sequencer?: string;
    };
    readonly reason?: string;
  };
}

/** EventBridge tells deletions and expiry by `reason`. Keys are taken as they are. */
function readEventBridge({ 'detail-type': type, time, detail }: EventBridgeEvent, body: string): ObjectEvent[] {
  if (type !== 'Object Created' && type !== 'Object Deleted') return [];
  const { bucket, object } = { bucket: detail?.bucket?.name, object: detail?.object };
  if (bucket === undefined || object?.key === undefined || time === undefined) {
    throw new UnreadableMessageError('has no bucket, key or time', body);
  }
  const removed = detail?.reason === 'Lifecycle Expiration' ? 'expired' : 'deleted';
  return [
    eventOf(type === 'Object Created' ? 'created' : removed, {
      bucket,
      key: object.key,
      versionId: object['version-id'],
      etag: object.etag,
      size: object.size,
      sequencer: object.sequencer,
      time,
    }),
  ];
}

type Told = Omit<ObjectEvent, 'kind' | 'versionId'> & { readonly versionId?: string | null };

/** Without members that were not told. What was removed has neither tag nor size, whatever the event says. */
function eventOf(kind: ObjectEvent['kind'], { versionId, etag, size, sequencer, ...rest }: Told): ObjectEvent {
  const content =
    kind === 'created'
      ? { ...(etag === undefined ? {} : { etag: etag.replaceAll('"', '') }), ...(size === undefined ? {} : { size }) }
      : {};
  return {
    kind,
    ...rest,
    ...(versionId == null ? {} : { versionId }),
    ...content,
    ...(sequencer === undefined ? {} : { sequencer }),
  };
}
