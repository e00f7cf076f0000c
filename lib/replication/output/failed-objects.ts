import type { Construct } from 'constructs';
import { DeadLetters, type DeadLettersProps } from '../../shared/dead-letters';

const NAME = 'failed-objects';

/** Messages that were received eight times and never done. */
export class FailedObjects extends DeadLetters {
  constructor(
    scope: Construct,
    id: string,
    { settings, key, monitoring, which }: Omit<DeadLettersProps, 'name' | 'says' | 'isOfQueue'>,
  ) {
    const says = 'An object could not be replicated in eight attempts.';
    super(scope, id, { settings, key, monitoring, which, name: NAME, says, isOfQueue: true });
  }
}
