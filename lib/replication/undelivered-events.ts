import type { Construct } from 'constructs';
import { DeadLetters, type DeadLettersProps } from '../shared/dead-letters';

const NAME = 'undelivered-events';

/**
 * What EventBridge, SNS or the schedule could not deliver. SNS drops a message at once that a key or a policy refuses,
 * unless its subscription has this queue.
 */
export class UndeliveredEvents extends DeadLetters {
  constructor(
    scope: Construct,
    id: string,
    { settings, key, monitoring, which }: Omit<DeadLettersProps, 'name' | 'says'>,
  ) {
    const says = 'An event did not reach the queue of an output.';
    super(scope, id, { settings, key, monitoring, which, name: NAME, says });
  }
}
