import type { Settings } from '../config/types';
import { landingTable } from '../dynamodb/landing-table';
import type { DeclaredDatabase } from './catalog-database';
import type { DeclaredTable } from './declared-table';

/** The tables of a database that is filled by declaration. */
export const declaredTables = (
  settings: Pick<Settings, 'dynamodb' | 'environment' | 'governance' | 'lake'>,
  { source }: DeclaredDatabase,
): DeclaredTable[] => [landingTable(settings, source.id)];
