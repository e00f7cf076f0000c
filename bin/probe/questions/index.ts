import type { Question } from '../question';
import { absentColumnUntagging } from './absent-column-untagging';
import { allRowsReadBack } from './all-rows-read-back';
import { assignedTags } from './assigned-tags';
import { columnsWithoutTable } from './columns-without-table';
import { droppedColumnTags } from './dropped-column-tags';
import { existingTag } from './existing-tag';
import { filterWithMissingColumn } from './filter-with-missing-column';
import { filterWithPartitionKey } from './filter-with-partition-key';
import { grantAgain } from './grant-again';
import { partitionKeyTagging } from './partition-key-tagging';
import { partitionKeyTags } from './partition-key-tags';
import { partitionKeysWithoutTag } from './partition-keys-without-tag';

/** In the order in which they are asked. */
export const QUESTIONS: readonly Question[] = [
  existingTag,
  assignedTags,
  partitionKeyTags,
  filterWithMissingColumn,
  filterWithPartitionKey,
  allRowsReadBack,
  grantAgain,
  columnsWithoutTable,
  partitionKeysWithoutTag,
  // these change what the others look at
  droppedColumnTags,
  absentColumnUntagging,
  partitionKeyTagging,
];
