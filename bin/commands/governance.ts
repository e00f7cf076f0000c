export function registerGovernance(_: unknown): void {}
