/** Hard limits of Step Functions (developer guide, "Service quotas"). */
export const MAX_PAYLOAD_BYTES = 256 * 1024;
export const MAX_HISTORY_EVENTS = 25_000;
/** A redrive needs room for `ExecutionRedriven` and one event more. */
export const MAX_REDRIVABLE_EVENTS = 24_999;
export const INLINE_MAP_CONCURRENCY = 40;
export const DISTRIBUTED_MAP_CONCURRENCY = 10_000;
export const MAX_WAIT_SECONDS = 99_999_999;
/**
 * One value within an expression, a number counting 8 bytes and a character 1; measured by the floci project, as is the
 * next.
 */
export const MAX_EXPRESSION_VALUE_BYTES = 6_990_256;
export const MAX_RANGE_ITEMS = 360_145;
export const MAX_EXPRESSION_MS = 1_000;
export const REDRIVABLE_MS = 14 * 24 * 3_600_000;
export const MAX_EXECUTION_MS = 365 * 24 * 3_600_000;
export const MAX_MAP_RUN_REDRIVES = 1_000;
/** Default of TimeoutSeconds and HeartbeatSeconds: as good as none. */
export const NO_TIMEOUT_SECONDS = 99_999_999;
