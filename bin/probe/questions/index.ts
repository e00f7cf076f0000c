import type { Question } from '../question';
import { allRowsReadBack } from './all-rows-read-back';
import { assignedTags } from './assigned-tags';
import { existingTag } from './existing-tag';
import { filterWithMissingColumn } from './filter-with-missing-column';
import { filterWithPartitionKey } from './filter-with-partition-key';
import { grantAgain } from './grant-again';
import { partitionKeyTags } from './partition-key-tags';

/** In the order in which they are asked. */
export const QUESTIONS: readonly Question[] = [
  existingTag,
  assignedTags,
  partitionKeyTags,
  filterWithMissingColumn,
  filterWithPartitionKey,
  allRowsReadBack,
  grantAgain,
];
