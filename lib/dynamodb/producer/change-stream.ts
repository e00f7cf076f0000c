import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Stream, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { ProducerSettings } from '../../../core/config/dynamodb/types';
import { changeStreamName } from '../../../core/dynamodb/deployed';
import { namesIn } from '../../shared/lakeferry-stack';
import { letLogsEncrypt } from '../../shared/log-encryption';

/**
 * The stream that DynamoDB sends changes into, and the key of all that the stack encrypts. Both stay when the stack
 * goes, also when its creation failed: a destination that is left must not point at nothing.
 */
export class ChangeStream extends Construct {
  readonly key: Key;
  readonly stream: Stream;

  constructor(scope: Construct, id: string, { name, stream: { shards, retentionDays } }: ProducerSettings) {
    super(scope, id);
    const streamName = changeStreamName(namesIn(this), name);
    this.key = new Key(this, 'Key', {
      alias: streamName,
      description: `lakeferry: changes of the tables of ${name}, and logs`,
      enableKeyRotation: true,
      // what waits in the stream is under it
      removalPolicy: RemovalPolicy.RETAIN,
    });
    letLogsEncrypt(this.key);
    this.stream = new Stream(this, 'Stream', {
      streamName,
      ...(shards === undefined
        ? { streamMode: StreamMode.ON_DEMAND }
        : { streamMode: StreamMode.PROVISIONED, shardCount: shards }),
      retentionPeriod: Duration.days(retentionDays),
      encryptionKey: this.key,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this.stream).acknowledge({
      id: 'AwsSolutions-KDS3',
      reason:
        'The tables may hold what only some people may read: who decrypts the stream is for a key of our own to say.',
    });
  }
}
