import type { Rights } from '../../authorization/rights';
import type { LocalService, ServiceDependencies } from '../../service';
import type { Kms } from '../kms';
import type { ActingService } from '../service-rights';
import { type Consumer, consumerOf } from './consume';
import { messageOperations } from './message-operations';
import { MoveTasks } from './move-tasks';
import { queueOperations } from './queue-operations';
import { Queues } from './queues';
import { sqsRights } from './rights';
import { type Outgoing, send } from './send';

export interface SqsDependencies extends Pick<ServiceDependencies, 'clock' | 'store' | 'partition' | 'region'> {
  readonly cipher: Kms['cipher'];
  /** What the use of a key needs. @default nothing */
  readonly keyUse?: Kms['keyUse'];
  /** Where clients ask: the beginning of queues' URLs. */
  readonly endpoint: () => string;
}

export type { Consumer } from './consume';
export type { Received } from './queues';

export interface Sqs {
  readonly service: LocalService;
  readonly rights: Rights;
  /**
   * Sends as an AWS service would, in its own name. Throws what SQS answers it: it needs the queue's policy and the
   * key's. Without a sender: as a role of the account.
   */
  sendAs(sender: ActingService | undefined, queueArn: string, message: Outgoing): Promise<void>;
  /** For event source mappings, which read as the function's role. */
  consumer(queueArn: string): Consumer;
  /** Goes on with move tasks that an earlier process left. */
  resume(): void;
  /** Ends all waiting for messages. */
  close(): void;
}

/** SQS: standard queues, delivered at least once, with dead-letter queues. */
export async function createSqs({ cipher, keyUse = async () => [], endpoint, ...deps }: SqsDependencies): Promise<Sqs> {
  const queues = await Queues.load(deps);
  const moves = await MoveTasks.load(queues);
  const operations = {
    ...queueOperations(queues, ({ accountId, name }) => `${endpoint()}/${accountId}/${name}`),
    ...messageOperations(queues, cipher),
    ...moves.operations,
  };
  return {
    service: { name: 'sqs', operations },
    rights: sqsRights(queues, keyUse),
    sendAs: async (sender, queueArn, message) => {
      await send({ queues, cipher }, queues.find(queueArn), message, sender);
    },
    consumer: (arn) => consumerOf(queues, arn),
    resume: () => moves.resume(),
    close: () => {
      moves.close();
      for (const wake of [...queues.waiting]) wake();
    },
  };
}
