import type { Branch } from './branch';
import { dynamodb } from './dynamodb/branch';
import { replications } from './replication/branch';
import { snapshots } from './snapshots/branch';

/** The ways into the lake. A configuration uses at least one of them. */
export const BRANCHES: readonly Branch[] = [snapshots, replications, dynamodb];
