import type { Construct } from 'constructs';
import { DeadLetters, type DeadLettersProps } from '../shared/dead-letters';

const NAME = 'undelivered-triggers';

/** Triggers that could not be delivered in a day of retries: each is a snapshot that was not exported. */
export class UndeliveredTriggers extends DeadLetters {
  constructor(scope: Construct, id: string, { settings, key, monitoring }: Omit<DeadLettersProps, 'name' | 'says'>) {
    const says = 'A trigger could not be delivered: a snapshot was not exported.';
    super(scope, id, { settings, key, monitoring, name: NAME, says });
  }
}
