import { join } from 'node:path';
import type { CustomResource } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ProducerSettings } from '../../../core/config/dynamodb/types';
import type { Settings } from '../../../core/config/types';
import { streamingRights } from '../../../core/dynamodb/rights/streaming';
import { inlineResource } from '../../shared/inline-resource';
import { placeOf } from '../../shared/rights/place-of';

/** Lambda's own longest: DynamoDB takes minutes for each table, and works on them at once. */
const TIMEOUT_MINUTES = 15;

export interface StreamingTablesProps {
  readonly environment: Settings['environment'];
  readonly producer: ProducerSettings;
  /** ARNs. */
  readonly stream: string;
  readonly key: string;
}

/**
 * Sends the changes of tables that exist into the stream. CloudFormation knows that setting only on tables that it
 * made. What stands already is adopted and updated in place. Nothing is turned off when the stack goes: changes wait in
 * the stream until it is deployed again.
 */
export class StreamingTables extends Construct {
  readonly resource: CustomResource;

  constructor(scope: Construct, id: string, { environment, producer, stream, key }: StreamingTablesProps) {
    super(scope, id);
    const { name, tables } = producer;
    this.resource = inlineResource(this, 'Streamed', {
      name: `streaming-tables-${name}`,
      description: `sends the changes of tables into the stream ${name}`,
      code: join(__dirname, 'streaming-tables'),
      environment,
      permissions: streamingRights({ place: placeOf(this), tables, stream, key }),
      timeoutMinutes: TIMEOUT_MINUTES,
      resourceType: 'Custom::LakeferryStreamingTables',
      properties: { StreamArn: stream, Tables: tables },
    });
  }
}
