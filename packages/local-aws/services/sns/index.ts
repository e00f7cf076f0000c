import type { PublishCommandInput } from '@aws-sdk/client-sns';
import type { Rights } from '../../authorization/rights';
import type { LocalService, ServiceDependencies } from '../../service';
import { Deliveries, type TargetPorts } from '../events/deliveries';
import type { Kms } from '../kms';
import type { ActingService } from '../service-rights';
import { type Mail, Outbox } from './outbox';
import { publish } from './publish';
import { snsRights } from './rights';
import { subscriptionOperations } from './subscription-operations';
import { topicOperations } from './topic-operations';
import { Topics } from './topics';

export type { Mail } from './outbox';

export interface SnsDependencies extends Pick<ServiceDependencies, 'clock' | 'store' | 'partition' | 'region'> {
  readonly cipher: Kms['cipher'];
  /** What the use of a key needs. @default nothing */
  readonly keyUse?: Kms['keyUse'];
  /** Mails are written here too, a text file each. @default they are only kept */
  readonly outboxFolder?: string;
  /** Where messages go besides mail. Without a port, its protocol is refused. */
  readonly ports: Pick<TargetPorts, 'invokeFunction' | 'sendMessage'>;
}

export interface Sns {
  readonly service: LocalService;
  readonly rights: Rights;
  /** Mails that were sent, requests for confirmation included, in their order. */
  mails(): Mail[];
  /**
   * Publishes as an AWS service would, in its own name. Throws what SNS answers it: it needs the topic's policy and the
   * key's.
   */
  publishAs(publisher: ActingService, input: PublishCommandInput): Promise<void>;
  /** Takes up the deliveries that an earlier process left. */
  resume(): Promise<void>;
  close(): void;
}

/**
 * SNS: standard topics; mail goes to an outbox on this computer, messages to functions and queues are delivered at
 * least once.
 */
export async function createSns({
  clock,
  store,
  cipher,
  keyUse = async () => [],
  outboxFolder,
  ports,
  ...place
}: SnsDependencies): Promise<Sns> {
  const topics = await Topics.load({ store, ...place });
  const outbox = await Outbox.load(store, clock, outboxFolder);
  const deliveries = await Deliveries.load(store, clock, ports, 'sns-deliveries');
  const publishing = { topics, outbox, deliveries, cipher, clock };
  const protocols = [
    'email' as const,
    ...(ports.invokeFunction === undefined ? [] : ['lambda' as const]),
    ...(ports.sendMessage === undefined ? [] : ['sqs' as const]),
  ];
  return {
    service: {
      name: 'sns',
      operations: {
        ...topicOperations(topics),
        ...subscriptionOperations({ topics, outbox, protocols }),
        Publish: (input: PublishCommandInput) => publish(publishing, input),
      },
    },
    rights: snsRights(topics, keyUse),
    mails: () => outbox.mails(),
    publishAs: async (publisher, input) => {
      await publish(publishing, input, publisher);
    },
    resume: () => deliveries.resume(),
    close: () => deliveries.close(),
  };
}
