import { join } from 'node:path';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { Kinesis } from '@aws-sdk/client-kinesis';

interface Code {
  run(
    event: {
      readonly RequestType: 'Create' | 'Update' | 'Delete';
      readonly ResourceProperties: { readonly StreamArn: string; readonly Tables: readonly string[] };
      readonly OldResourceProperties?: { readonly Tables: readonly string[] };
    },
    effects: {
      readonly ddb: DynamoDB;
      readonly kinesis: Kinesis;
      readonly now: string;
      readonly wait: (ms: number) => Promise<void>;
      readonly isLate: () => boolean;
    },
  ): Promise<{ readonly LeftAt?: string }>;
}

// Lambda runs this file as it stands, so it is read like a machine's file. It is CommonJS without types.
const FILE = join(__dirname, '..', '..', '..', 'lib', 'dynamodb', 'producer', 'streaming-tables', 'index.js');

/** What sends the changes of tables into a stream: the code of the stack's custom resource. */
export const streamingTables = (): Code => require(FILE) as Code;
