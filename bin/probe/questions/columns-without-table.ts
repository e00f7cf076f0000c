import type { Question } from '../question';
import { shownByTag } from '../shown-by-tag';

export const columnsWithoutTable: Question = {
  name: 'columnsWithoutTable',
  asks: 'Does a tag policy show columns of a table that does not match itself?',
  ask: async (stage) => ((await shownByTag(stage)).length > 0 ? 'shown' : 'hidden'),
};
