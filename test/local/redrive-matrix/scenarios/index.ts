import { LARGE_OBJECT } from './large-object';
import { SCENARIOS, type Scenario } from './snapshots';

/** Those that may enter a machine's states. */
export const scenariosOf = (machine: string): readonly Scenario[] =>
  machine === 'replicate-large-object' ? [LARGE_OBJECT] : SCENARIOS;
