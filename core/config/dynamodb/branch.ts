import type { Branch } from '../branch';
import { dynamoDbDefaults } from './defaults';
import { DYNAMODB } from './problem-at';
import { judgeLanding, judgeTableStreams } from './rules';
import { landing, tableStream } from './schema';
import { judgeSharedStates } from './state-rules';
import type { LandingConfig, TableStreamConfig } from './types';

/** Changes of DynamoDB's tables. What lands is in no Glue database yet. */
export const dynamodb: Branch<TableStreamConfig> = {
  key: DYNAMODB,
  lists: 'tables of DynamoDB whose changes are streamed',
  entry: tableStream,
  options: { landing: landing.optional() },
  rules: judgeTableStreams,
  optionRules: ({ landing = {} }, surroundings) => judgeLanding(landing as LandingConfig, surroundings),
  sharingRules: judgeSharedStates,
  warnings: () => [],
  defaults: dynamoDbDefaults,
  catalogDatabases: () => [],
};
