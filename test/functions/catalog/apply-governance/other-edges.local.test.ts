import { answerAs } from './world';

/** The whole suite again, where partition keys need a tag and take none, and dropped columns lose theirs. */
answerAs({ partitionKeysWithoutTag: 'hidden', partitionKeyTagging: 'refused', droppedColumnTags: 'dropped' });
require('./apply-governance.local.test');
