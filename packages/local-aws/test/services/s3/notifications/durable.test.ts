import { VirtualClock } from '../../../../clock';
import { createS3 } from '../../../../services/s3';
import type { NotificationPorts } from '../../../../services/s3/notifications';
import { memoryStore, type Store, type Write } from '../../../../store';
import { caller, elapse, STARTS_AT } from '../../runtime';
import { temporaryFolder } from '../s3-over-http';

/** After the next write to the namespace nothing reaches the store any more: what a kill leaves at that moment. */
function dyingStore(store: Store, namespace: string): Store {
  let isDead = false;
  const append = (writes: readonly Write[]): void => {
    if (isDead) return;
    store.append(writes);
    isDead = writes.some((write) => write.namespace === namespace);
  };
  return { ...store, append, write: async (writes) => append(writes) };
}

const directory = temporaryFolder();

async function start(store: Store, sendMessage: NotificationPorts['sendMessage']) {
  const clock = new VirtualClock(STARTS_AT);
  const s3 = await createS3({ directory, store, clock, region: 'eu-west-1', notify: { sendMessage } });
  return { clock, s3, call: caller(s3.service) };
}

it.each([
  ['the object is written with', 's3-versions'],
  ['is on its way', 's3-deliveries'],
])('an event that %s is told by the next process', async (_when, namespace) => {
  const store = memoryStore();
  const first = await start(dyingStore(store, namespace), () => Promise.reject(new Error('This process is killed.')));
  const Bucket = namespace;
  await first.call('CreateBucket', { Bucket });
  const QueueArn = 'arn:aws:sqs:eu-west-1:111111111111:q';
  await first.call('PutBucketNotificationConfiguration', {
    Bucket,
    NotificationConfiguration: { QueueConfigurations: [{ QueueArn, Events: ['s3:ObjectCreated:*'] }] },
    SkipDestinationValidation: true,
  });
  await first.call('PutObject', { Bucket, Key: 'k', Body: Buffer.from('x') });
  await first.clock.hold(async () => first.s3.close());

  const told: string[] = [];
  const later = await start(store, async (_arn, body) => told.push(JSON.parse(body).Records[0].s3.object.key));
  await expect(later.call('HeadObject', { Bucket, Key: 'k' })).resolves.toBeDefined();
  await later.s3.resume();
  await elapse(later.clock, 1000);
  expect(told).toEqual(['k']);
  later.s3.close();
});
