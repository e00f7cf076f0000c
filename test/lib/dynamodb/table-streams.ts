import { dynamoDbDefaults } from '../../../core/config/dynamodb/defaults';
import type { DynamoDbConfig } from '../../../core/config/dynamodb/types';
import { demoSettings, type Synthesized, synthesize } from '../synthesized';

export const HERE = '111111111111';
export const THERE = '222222222222';

/** The stacks of these streams, in account {@link HERE}. */
export function withStreams(config: DynamoDbConfig, region = 'eu-west-1'): Synthesized {
  const settings = demoSettings(region);
  const environment = { ...settings.environment, account: HERE };
  return synthesize({
    ...settings,
    environment,
    sources: settings.sources.slice(0, 1),
    replications: [],
    ...dynamoDbDefaults({ environment, ...config }),
  });
}
