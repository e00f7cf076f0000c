import type { Question } from '../question';
import { shownByTag } from '../shown-by-tag';
import { PARTITION_KEY } from '../stage';

/** What Lake Formation leaves out of its list counts as hidden: the careful answer. */
export const partitionKeysWithoutTag: Question = {
  name: 'partitionKeysWithoutTag',
  asks: 'Does a tag policy show partition keys that it does not match, beside columns that it does?',
  ask: async (stage) => ((await shownByTag(stage)).includes(PARTITION_KEY) ? 'shown' : 'hidden'),
};
