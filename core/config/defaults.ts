import { namesOf } from '../deployed-names';
import { BRANCHES } from './branches';
import { governanceWithDefaults } from './governance/defaults';
import { withDeployedNames } from './governance/deployed';
import { lakeWithDefaults } from './lake/defaults';
import { operationsWithDefaults } from './operations/defaults';
import { partitionOf } from './region';
import { DEFAULT_TIME_ZONE } from './time-zone';
import type { LakeferryConfig, Settings } from './types';

/** Fills in every default. The configuration is valid. */
export function withDefaults(config: LakeferryConfig): Settings {
  const { environment, lake = {}, governance = {}, accounts = {}, timeZone = DEFAULT_TIME_ZONE } = config;
  const names = namesOf(environment);
  const settings = {
    environment: { ...environment, partition: partitionOf(environment.region) },
    lake: lakeWithDefaults(lake, names),
    ...Object.assign({}, ...BRANCHES.map((branch) => branch.defaults(config))),
    governance: withDeployedNames(governanceWithDefaults(governance), names),
    accounts,
    timeZone,
    ...operationsWithDefaults(config),
  };
  // JSON through and through: no undefined, nothing shared with what the user wrote
  return JSON.parse(JSON.stringify(settings)) as Settings;
}
