import { tableOfMark } from '../../../core/dynamodb/publication/table-mark';
import type { PublicationItem } from '../../../core/ledger/dynamodb';

/** What is published of an entry, by what the ledger has. A commit under way has not ended. */
export const publicationStatus = ({ through, tables = [] }: Partial<PublicationItem> = {}) => ({
  through: through ?? null,
  tables: tables.map(tableOfMark),
});
