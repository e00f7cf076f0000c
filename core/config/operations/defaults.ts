import type { OperationsConfig, OperationsSettings } from './types';

export const operationsWithDefaults = ({ notifications }: OperationsConfig): OperationsSettings => ({
  notifications: { mail: notifications?.mail ?? [] },
});
