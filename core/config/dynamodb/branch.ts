import { columnOfAttribute } from '../../dynamodb/column-name';
import type { Branch } from '../branch';
import { publishWithout, tableStreamDatabases } from './catalog-databases';
import { dynamoDbDefaults } from './defaults';
import { DYNAMODB } from './problem-at';
import { judgeLanding, judgeTableStreams } from './rules';
import { landing, tableStream } from './schema';
import { judgeSharedStates } from './state-rules';
import type { LandingConfig, TableStreamConfig } from './types';

/** Changes of DynamoDB's tables. */
export const dynamodb: Branch<TableStreamConfig> = {
  key: DYNAMODB,
  lists: 'tables of DynamoDB whose changes are streamed',
  databaseNames: 'dynamodb_<name> and dynamodb_<name>_landing',
  entry: tableStream,
  options: { landing: landing.optional() },
  rules: judgeTableStreams,
  optionRules: ({ landing = {} }, surroundings) => judgeLanding(landing as LandingConfig, surroundings),
  sharingRules: judgeSharedStates,
  warnings: () => [],
  defaults: dynamoDbDefaults,
  leavesOut: publishWithout,
  columnMeant: columnOfAttribute,
  catalogDatabases: tableStreamDatabases,
};
