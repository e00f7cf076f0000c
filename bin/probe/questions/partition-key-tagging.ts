import { isAccepted, type Question } from '../question';
import { PARTITION_KEY, tagColumns } from '../stage';

export const partitionKeyTagging: Question = {
  name: 'partitionKeyTagging',
  asks: 'May a partition key be tagged?',
  ask: (stage) =>
    isAccepted(
      () => tagColumns(stage, stage.table, [PARTITION_KEY]),
      'EntityNotFoundException',
      'InvalidInputException',
      'OperationNotSupportedException',
    ),
};
