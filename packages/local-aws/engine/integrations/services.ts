/** An SDK client package, loaded when a Task first needs it. */
export interface ClientPackage {
  readonly load: () => Promise<Readonly<Record<string, unknown>>>;
  readonly client: string;
  /** Prefix of error names in `aws-sdk` integrations. */
  readonly prefix: string;
  /** Prefix in the optimized integration, where there is one. */
  readonly optimizedPrefix?: string;
}

/** Services whose Tasks can be run: those whose SDK client is installed, under the names of Resource ARNs. */
export const SERVICES: Readonly<Record<string, ClientPackage>> = {
  athena: { load: () => import('@aws-sdk/client-athena'), client: 'AthenaClient', prefix: 'Athena' },
  dynamodb: {
    load: () => import('@aws-sdk/client-dynamodb'),
    client: 'DynamoDBClient',
    prefix: 'DynamoDb',
    optimizedPrefix: 'DynamoDB',
  },
  eventbridge: {
    load: () => import('@aws-sdk/client-eventbridge'),
    client: 'EventBridgeClient',
    prefix: 'EventBridge',
  },
  events: {
    load: () => import('@aws-sdk/client-eventbridge'),
    client: 'EventBridgeClient',
    prefix: 'EventBridge',
    optimizedPrefix: 'EventBridge',
  },
  glue: { load: () => import('@aws-sdk/client-glue'), client: 'GlueClient', prefix: 'Glue', optimizedPrefix: 'Glue' },
  kms: { load: () => import('@aws-sdk/client-kms'), client: 'KMSClient', prefix: 'Kms' },
  lakeformation: {
    load: () => import('@aws-sdk/client-lakeformation'),
    client: 'LakeFormationClient',
    prefix: 'LakeFormation',
  },
  lambda: { load: () => import('@aws-sdk/client-lambda'), client: 'LambdaClient', prefix: 'Lambda' },
  rds: { load: () => import('@aws-sdk/client-rds'), client: 'RDSClient', prefix: 'Rds' },
  s3: { load: () => import('@aws-sdk/client-s3'), client: 'S3Client', prefix: 'S3' },
  sfn: { load: () => import('@aws-sdk/client-sfn'), client: 'SFNClient', prefix: 'Sfn' },
  ssm: { load: () => import('@aws-sdk/client-ssm'), client: 'SSMClient', prefix: 'Ssm' },
  sts: { load: () => import('@aws-sdk/client-sts'), client: 'STSClient', prefix: 'Sts' },
};
