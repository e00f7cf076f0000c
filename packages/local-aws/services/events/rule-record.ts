import type { Target } from '@aws-sdk/client-eventbridge';

export interface RuleRecord {
  readonly account: string;
  readonly bus: string;
  readonly name: string;
  readonly arn: string;
  readonly pattern?: string;
  readonly schedule?: string;
  readonly description?: string;
  readonly roleArn?: string;
  readonly enabled: boolean;
  readonly targets: readonly Target[];
}
