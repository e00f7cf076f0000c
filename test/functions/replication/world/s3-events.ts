/** What a source tells of one object: the options that the event has beside its kind and key. */
export interface ToldObject {
  readonly key: string;
  readonly size?: number;
  readonly etag?: string;
  readonly versionId?: string;
  readonly sequencer?: string;
  readonly time?: string;
  readonly bucket?: string;
}

const encode = (key: string): string => encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');

/** A record as S3 writes it: the key form-encoded, nothing of what was removed but key, version and sequencer. */
export const s3Record = (eventName: string, { key, size, etag, versionId, sequencer, time, bucket }: ToldObject) => ({
  eventVersion: '2.5',
  eventSource: 'aws:s3',
  awsRegion: 'eu-west-1',
  eventTime: time ?? '2026-01-02T00:00:00.000Z',
  eventName,
  s3: {
    s3SchemaVersion: '1.0',
    bucket: { name: bucket ?? 'our-files', arn: 'arn:aws:s3:::our-files' },
    object: { key: encode(key), size, eTag: etag, versionId, sequencer },
  },
});

/** The body of one message with these records. */
export const s3Message = (...records: readonly object[]): string => JSON.stringify({ Records: records });

/** S3's order of events, of varying length as S3's own. */
export class Sequencers {
  #last = 0x55aed6dc90281e5n;
  next(): string {
    this.#last += 0x1_0001n;
    return this.#last.toString(16).toUpperCase().padStart(16, '0').replace(/0+$/, '');
  }
}
