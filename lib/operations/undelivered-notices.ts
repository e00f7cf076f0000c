import type { Construct } from 'constructs';
import { DeadLetters, type DeadLettersProps } from '../shared/dead-letters';

const NAME = 'undelivered-notices';

/** Ends of runs that nobody was told of: the event did not reach `notify-failure`, or it failed three times. */
export class UndeliveredNotices extends DeadLetters {
  constructor(scope: Construct, id: string, { settings, key, monitoring }: Omit<DeadLettersProps, 'name' | 'says'>) {
    const says = 'A run ended, and the notice of it could not be sent.';
    super(scope, id, { settings, key, monitoring, name: NAME, says });
  }
}
