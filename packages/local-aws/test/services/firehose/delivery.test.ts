import { memoryStore } from '../../..';
import { VirtualClock } from '../../../clock';
import { Faults } from '../../../faults';
import { Datapoints } from '../../../services/cloudwatch/datapoints';
import { Delivery, type OutgoingObject } from '../../../services/firehose/delivery';
import { DeliveryMeasures } from '../../../services/firehose/measures';
import type { DeliveryStream } from '../../../services/firehose/streams';

it('an object holds more records than a function takes arguments', async () => {
  const clock = new VirtualClock(Date.parse('2026-11-20T02:00:00Z'));
  const destination = { BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 } } as DeliveryStream['destination'];
  const stream = { name: 'landing', accountId: '111111111111', destination } as DeliveryStream;
  const objects: OutgoingObject[] = [];
  const delivery = new Delivery({
    clock,
    faults: new Faults(),
    measures: new DeliveryMeasures(await Datapoints.load({ clock, store: memoryStore() })),
    stream: () => stream,
    write: async (_stream, object) => {
      objects.push(object);
    },
    done: async () => {},
    inTurn: () => {},
  });
  const data = Buffer.from('12345678');
  const outcomes = Array.from({ length: 131_072 }, (_each, i) => ({
    ...{ result: 'Ok' as const, data },
    source: { id: String(i), data: data.toString('base64'), arrivedAt: clock.now() + i },
  }));
  await delivery.take(outcomes.slice(1));
  expect(delivery.oldest()).toBe(clock.now() + 1);
  await delivery.take(outcomes.slice(0, 1));
  expect(objects.map(({ body }) => body.length)).toEqual([2 ** 20]);
});
