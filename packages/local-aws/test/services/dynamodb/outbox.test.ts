import { memoryStore } from '../../..';
import { VirtualClock } from '../../../clock';
import { Faults } from '../../../faults';
import { CaptureMeasures } from '../../../services/dynamodb/capture/measures';
import { Outbox } from '../../../services/dynamodb/capture/outbox';
import type { Kinesis } from '../../../services/kinesis';
import { Changes } from '../../../store';
import { elapse, STARTS_AT } from '../runtime';

it('a change that comes as the last batch ends is sent too', async () => {
  const store = memoryStore();
  const clock = new VirtualClock(STARTS_AT);
  const sent: string[] = [];
  const kinesis = {
    stream: () => ({ maxRecordKiB: 1024 }),
    put: async (_stream: object, entries: readonly { readonly Data: Buffer }[]) => {
      sent.push(...entries.map(({ Data }) => Data.toString()));
      return entries.map(() => ({}));
    },
  };
  const change = (record: string) => ({
    ...{ table: 'orders', streamArn: 'arn', partitionKey: 'k', record },
    micros: STARTS_AT * 1000 + record.charCodeAt(0),
  });
  const add = async (record: string): Promise<void> => {
    await Changes.together(store, (changes) => outbox.add(change(record), changes));
    outbox.send('orders');
  };
  const faults = new Faults();
  const outbox = await Outbox.load({
    store,
    clock,
    faults,
    measures: new CaptureMeasures(undefined),
    kinesis: () => kinesis as unknown as Kinesis,
  });
  const { hold } = clock;
  // the sender has seen that nothing is left, and nobody has been told so yet
  clock.hold = async (work) => {
    const answer = await hold.call(clock, work);
    if (!sent.includes('b')) await add('b');
    return answer as never;
  };
  await add('a');
  await elapse(clock, 1000);
  expect(sent).toEqual(['a', 'b']);
});
