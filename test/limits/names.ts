/**
 * Characters that AWS takes, by type and property: the API references of the services, minimum Lake Formation's and
 * Glue's 255.
 */
export const NAME_CHARS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'AWS::Athena::NamedQuery': { Name: 128, Description: 1024, Database: 255, QueryString: 262_144 },
  'AWS::Athena::WorkGroup': { Name: 128, Description: 1024 },
  'AWS::CloudWatch::Alarm': { AlarmName: 255, AlarmDescription: 1024 },
  'AWS::DynamoDB::Table': { TableName: 255 },
  'AWS::Events::Rule': { Name: 64, Description: 512 },
  'AWS::Glue::Crawler': { Name: 255 },
  'AWS::Glue::Database': {
    'DatabaseInput.Name': 255,
    'DatabaseInput.Description': 2048,
    'DatabaseInput.LocationUri': 1024,
  },
  'AWS::Glue::SecurityConfiguration': { Name: 255 },
  'AWS::IAM::ManagedPolicy': { ManagedPolicyName: 128, Description: 1000 },
  'AWS::IAM::Role': { RoleName: 64, Description: 1000 },
  'AWS::KMS::Key': { Description: 8192 },
  'AWS::KMS::Alias': { AliasName: 256 },
  'AWS::LakeFormation::Tag': { TagKey: 128 },
  'AWS::Lambda::Function': { FunctionName: 64, Description: 256 },
  'AWS::Logs::LogGroup': { LogGroupName: 512 },
  'AWS::S3::Bucket': { BucketName: 63 },
  'AWS::SQS::Queue': { QueueName: 80 },
  'AWS::SSM::Parameter': { Name: 1011, Description: 1024 },
  'AWS::Scheduler::Schedule': { Name: 64, Description: 512 },
  'AWS::StepFunctions::StateMachine': { StateMachineName: 80 },
};
