import { Aws, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, LogStream, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { deliveryRoleName } from '../../../core/config/dynamodb/defaults';
import type { ProducerSettings } from '../../../core/config/dynamodb/types';
import type { Settings } from '../../../core/config/types';
import { changeStreamName, deliveryLogGroup } from '../../../core/dynamodb/deployed';
import { failedFolder, type Landing, landingFolder } from '../../../core/dynamodb/landing';
import { EVENT_DATE } from '../../../core/dynamodb/names';
import { deliveryRights } from '../../../core/dynamodb/rights/delivery';
import { namesIn } from '../../shared/lakeferry-stack';
import { allow } from '../../shared/permissions';
import { placeOf } from '../../shared/rights/place-of';

/**
 * MB of records in one invocation of the transform. Rows may grow fourfold: Lambda's answer takes 6 MB, of which base64
 * takes a third.
 */
const TRANSFORM_MEGABYTES = 1;
const TRANSFORM_SECONDS = 60;

const ENCRYPTED_AT_THE_SOURCE =
  'The stream that it reads is encrypted under our key; with such a source Firehose refuses an encryption of its own.';

export interface DeliveryProps {
  readonly environment: Settings['environment'];
  readonly producer: ProducerSettings;
  readonly stream: IStream;
  /** Of the log. */
  readonly key: IKey;
  readonly transform: IFunction;
  readonly landing: Landing;
}

/**
 * Firehose reads the stream, has each change made a row, and writes files. CDK's own construct makes two roles without
 * fixed names, to which no bucket of another account could be opened, and gives them more.
 */
export class Delivery extends Construct {
  readonly resource: CfnDeliveryStream;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: DeliveryProps) {
    super(scope, id);
    const { producer, stream, landing } = props;
    const log = this.addLog(props);
    this.role = this.addRole(props, log);
    this.resource = new CfnDeliveryStream(this, 'Resource', {
      deliveryStreamName: changeStreamName(namesIn(this), producer.name),
      deliveryStreamType: 'KinesisStreamAsSource',
      kinesisStreamSourceConfiguration: { kinesisStreamArn: stream.streamArn, roleArn: this.role.roleArn },
      extendedS3DestinationConfiguration: {
        bucketArn: landing.bucket,
        roleArn: this.role.roleArn,
        ...placing(producer),
        compressionFormat: 'UNCOMPRESSED',
        encryptionConfiguration: { kmsEncryptionConfig: { awskmsKeyArn: landing.key } },
        processingConfiguration: this.transforming(props),
        s3BackupMode: 'Disabled',
        cloudWatchLoggingOptions: {
          enabled: true,
          logGroupName: log.logGroupName,
          logStreamName: this.addLogStream(log),
        },
      },
    });
    // Firehose asks for the source as the role when it is created
    this.resource.node.addDependency(this.role);
    Validations.of(this).acknowledge({ id: 'AwsSolutions-KDF1', reason: ENCRYPTED_AT_THE_SOURCE });
  }

  private addLog({ producer, key }: DeliveryProps): LogGroup {
    return new LogGroup(this, 'Log', {
      logGroupName: deliveryLogGroup(namesIn(this), producer.name),
      retention: RetentionDays.THREE_MONTHS,
      encryptionKey: key,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /** Gone with its group: CDK would keep it. */
  private addLogStream(logGroup: LogGroup): string {
    const logStreamName = 'delivery';
    new LogStream(this, 'LogStream', { logGroup, logStreamName, removalPolicy: RemovalPolicy.DESTROY });
    return logStreamName;
  }

  private addRole({ environment, producer, stream, transform, landing }: DeliveryProps, log: LogGroup): Role {
    const role = new Role(this, 'Role', {
      roleName: deliveryRoleName(namesIn(this), producer.name, environment.region),
      // Firehose names the account that it acts for
      assumedBy: new ServicePrincipal('firehose.amazonaws.com', {
        conditions: { StringEquals: { 'sts:ExternalId': Aws.ACCOUNT_ID } },
      }),
      description: `lakeferry: Firehose delivers changes of the tables of ${producer.name}`,
    });
    const logGroup = `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:${log.logGroupName}`;
    const rights = deliveryRights({
      ...{ place: placeOf(this), entry: producer.name },
      ...{ stream: stream.streamArn, transform: transform.functionArn, logGroup },
      ...{ bucket: landing.bucket, key: landing.key },
    });
    allow(role, ...rights);
    return role;
  }

  private transforming({ transform }: DeliveryProps): CfnDeliveryStream.ProcessingConfigurationProperty {
    const parameters = {
      LambdaArn: `${transform.functionArn}:$LATEST`,
      RoleArn: this.role.roleArn,
      NumberOfRetries: '3',
      BufferSizeInMBs: String(TRANSFORM_MEGABYTES),
      BufferIntervalInSeconds: String(TRANSFORM_SECONDS),
    };
    return {
      enabled: true,
      processors: [
        {
          type: 'Lambda',
          parameters: Object.entries(parameters).map(([parameterName, parameterValue]) => ({
            parameterName,
            parameterValue,
          })),
        },
      ],
    };
  }
}

/** By the date of arrival, or by that of the change, which the transform tells. Dates are of UTC. */
function placing({ name, delivery: { by, seconds, mebibytes } }: ProducerSettings) {
  const isByChange = by === 'change';
  const date = isByChange ? `!{partitionKeyFromLambda:${EVENT_DATE}}` : '!{timestamp:yyyy-MM-dd}';
  return {
    prefix: `${landingFolder(name)}date=${date}/`,
    errorOutputPrefix: `${failedFolder(name)}!{firehose:error-output-type}/date=!{timestamp:yyyy-MM-dd}/`,
    fileExtension: '.json',
    bufferingHints: { intervalInSeconds: seconds, sizeInMBs: mebibytes },
    ...(isByChange
      ? { dynamicPartitioningConfiguration: { enabled: true, retryOptions: { durationInSeconds: 300 } } }
      : {}),
  };
}
