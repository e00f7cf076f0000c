import { isAccepted, type Question } from '../question';
import { makeFilter, PARTITION_KEY } from '../stage';

export const filterWithPartitionKey: Question = {
  name: 'filterWithPartitionKey',
  asks: 'May a data cells filter name a partition key?',
  ask: (stage) => isAccepted(() => makeFilter(stage, 'partition-key', ['id', PARTITION_KEY]), 'InvalidInputException'),
};
