import type { Construct } from 'constructs';
import { DeadLetters, type DeadLettersProps } from '../../shared/dead-letters';

const NAME = 'undelivered-publications';

/** Starts of publish-partition that could not be delivered in a day of retries. */
export class UndeliveredPublications extends DeadLetters {
  constructor(scope: Construct, id: string, { settings, key, monitoring }: Omit<DeadLettersProps, 'name' | 'says'>) {
    const says = 'publish-partition could not be started: a date of DynamoDB changes is not published.';
    super(scope, id, { settings, key, monitoring, name: NAME, says });
  }
}
