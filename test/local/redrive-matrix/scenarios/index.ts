import { CONVERTED_OBJECT } from './convert-object';
import { LARGE_OBJECT } from './large-object';
import { MISSING_OBJECTS } from './missing-objects';
import { PUBLICATIONS } from './publication';
import { SCENARIOS, type Scenario } from './snapshots';
import { TABLE_LOADS } from './table-load';

const OF_OUTPUTS: Readonly<Record<string, readonly Scenario[]>> = {
  'replicate-large-object': [LARGE_OBJECT],
  'replicate-missing': [MISSING_OBJECTS],
  'convert-object': [CONVERTED_OBJECT],
  'load-table': TABLE_LOADS,
  'publish-partition': PUBLICATIONS,
};

/** Those that may enter a machine's states. */
export const scenariosOf = (machine: string): readonly Scenario[] => OF_OUTPUTS[machine] ?? SCENARIOS;
