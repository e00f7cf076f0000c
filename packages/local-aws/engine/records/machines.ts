/** A state machine as it is stored. Times in milliseconds since the epoch. */
export interface MachineRecord {
  readonly arn: string;
  readonly name: string;
  readonly definition: string;
  readonly definitionKey: string;
  readonly roleArn: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly creationDate: number;
  readonly updateDate?: number;
  readonly revisionId: string;
}
