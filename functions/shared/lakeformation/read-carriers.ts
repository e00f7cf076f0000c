import type { TagExpression } from '../../../core/governance';
import { nameOf, readOthers, searchDatabases, searchTables } from './read-surroundings';
import { isNotFound, type Reader } from './reader';

/**
 * Databases (`shop`) and tables (`shop.orders`) that no installation of lakeferry made and that carry one of these
 * values of the key, on themselves or on a column.
 */
export async function readCarriers(reader: Reader, key: string, values: readonly string[]): Promise<string[]> {
  const others = await readOthers(reader);
  if (others.size === 0 || values.length === 0) return [];
  const expression: TagExpression = { [key]: values };
  try {
    const found = [
      await searchDatabases(reader, expression, others),
      await searchTables(reader, expression, others),
    ].flat();
    return [...new Set(found.map(nameOf))].sort();
  } catch (error) {
    // the key went meanwhile
    if (isNotFound(error)) return [];
    throw error;
  }
}
