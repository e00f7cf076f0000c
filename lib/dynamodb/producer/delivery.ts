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
import { deliverySettings, deliveryTrust, transformParameters } from '../../../core/dynamodb/delivery';
import { changeStreamName, deliveryLogGroup } from '../../../core/dynamodb/deployed';
import type { Landing } from '../../../core/dynamodb/landing';
import { deliveryRights } from '../../../core/dynamodb/rights/delivery';
import { namesIn } from '../../shared/lakeferry-stack';
import { allow } from '../../shared/permissions';
import { placeOf } from '../../shared/rights/place-of';

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
        encryptionConfiguration: { kmsEncryptionConfig: { awskmsKeyArn: landing.key } },
        processingConfiguration: this.transforming(props),
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
        conditions: deliveryTrust(Aws.ACCOUNT_ID),
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
    const parameters = transformParameters(transform.functionArn, this.role.roleArn);
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

/** As CloudFormation spells it. */
function placing(producer: ProducerSettings) {
  const { Prefix, ErrorOutputPrefix, FileExtension, BufferingHints, CompressionFormat, S3BackupMode, ...sorted } =
    deliverySettings(producer);
  const { Enabled, RetryOptions } = sorted.DynamicPartitioningConfiguration ?? {};
  return {
    prefix: Prefix,
    errorOutputPrefix: ErrorOutputPrefix,
    fileExtension: FileExtension,
    bufferingHints: {
      intervalInSeconds: BufferingHints.IntervalInSeconds,
      sizeInMBs: BufferingHints.SizeInMBs,
    },
    compressionFormat: CompressionFormat,
    s3BackupMode: S3BackupMode,
    ...(Enabled === undefined
      ? {}
      : {
          dynamicPartitioningConfiguration: {
            enabled: Enabled,
            retryOptions: { durationInSeconds: RetryOptions?.DurationInSeconds },
          },
        }),
  };
}
