/** Where the engine keeps what it knows; the last two are followed by an execution's or Map Run's ARN. */
export const MACHINES = 'states/machines';
export const DEFINITIONS = 'states/definitions';
export const EXECUTIONS = 'states/executions';
/** A Map Run's children have a namespace of their own, so that they can be read without all others. */
export const executionsSpace = (mapRunArn: string | undefined): string =>
  mapRunArn === undefined ? EXECUTIONS : `${EXECUTIONS}/${mapRunArn}`;
export const isExecutionsSpace = (namespace: string): boolean =>
  namespace === EXECUTIONS || namespace.startsWith(`${EXECUTIONS}/`);
export const MAP_RUNS = 'states/map-runs';
/** Status events not yet accepted by EventBridge. */
export const OUTBOX = 'states/outbox';
export const EVENTS = 'states/events/';
export const FRAMES = 'states/frames/';
export const MAP_ITEMS = 'states/map-items/';
