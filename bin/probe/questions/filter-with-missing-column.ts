import { isAccepted, type Question } from '../question';
import { makeFilter } from '../stage';

export const filterWithMissingColumn: Question = {
  name: 'filterWithMissingColumn',
  asks: 'May a data cells filter name a column that the table lacks?',
  ask: (stage) =>
    isAccepted(
      () => makeFilter(stage, 'missing-column', ['id', 'missing']),
      'EntityNotFoundException',
      'InvalidInputException',
    ),
};
