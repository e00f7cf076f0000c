import type { Names } from '../deployed-names';

/** The Kinesis stream of an entry, and its delivery stream. Fixed, so that a later deployment finds them again. */
export const changeStreamName = (names: Pick<Names, 'deployed'>, entry: string): string =>
  names.deployed(`dynamodb-${entry}`);

/** Where Firehose says what went wrong. */
export const deliveryLogGroup = (names: Pick<Names, 'deployed'>, entry: string): string =>
  `/aws/kinesisfirehose/${changeStreamName(names, entry)}`;

/** Tag of a stream with the time when its stack went: nobody has read it since. streaming-tables/index.js writes it. */
export const LEFT_AT_TAG = 'lakeferry-left-at';
