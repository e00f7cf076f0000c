import { answerAs } from './world';

/**
 * The whole suite again, in an account that gives the other answer to each question which no document of AWS answers.
 */
answerAs({
  filterWithMissingColumn: 'accepted',
  filterWithPartitionKey: 'accepted',
  allRowsReadBack: 'wildcard',
  assignedTags: 'inherited',
  partitionKeyTags: 'absent',
  existingTag: 'AlreadyExistsException',
  grantAgain: 'refused',
});
require('./apply-governance.local.test');
