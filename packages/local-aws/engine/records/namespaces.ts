/** Where the engine keeps what it knows; the last two are followed by an execution's or Map Run's ARN. */
export const MACHINES = 'states/machines';
export const DEFINITIONS = 'states/definitions';
export const EXECUTIONS = 'states/executions';
export const MAP_RUNS = 'states/map-runs';
/** Status events not yet accepted by EventBridge. */
export const OUTBOX = 'states/outbox';
export const EVENTS = 'states/events/';
export const FRAMES = 'states/frames/';
export const MAP_ITEMS = 'states/map-items/';
