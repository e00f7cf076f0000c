import { DescribeDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import { mockClient } from 'aws-sdk-client-mock';
import { requireDelivery } from '../../../bin/dynamodb/require-delivery';

const firehose = mockClient(FirehoseClient);
const required = () => requireDelivery(new FirehoseClient({}), 'lakeferry-dynamodb-orders', 'lakeferry-producer');
const answers = (DeliveryStreamStatus: string) =>
  firehose
    .on(DescribeDeliveryStreamCommand, { DeliveryStreamName: 'lakeferry-dynamodb-orders' })
    .resolves({ DeliveryStreamDescription: { DeliveryStreamStatus } as never });
const named = (name: string): Error => Object.assign(new Error('no'), { name });

beforeEach(() => firehose.reset());

it('takes a delivery that is active', async () => {
  answers('ACTIVE');
  await expect(required()).resolves.toBeUndefined();
});

it.each(['CREATING', 'CREATING_FAILED', 'DELETING'])(
  'refuses one that is %s: it would read nothing',
  async (status) => {
    answers(status);
    await expect(required()).rejects.toThrow(
      `lakeferry-dynamodb-orders is ${status}, so nothing delivers what is written into the stream. ` +
        'Deploy it first: npx cdk deploy lakeferry-producer --import-existing-resources',
    );
  },
);

it('refuses one that is not there, as while its stack is deleted', async () => {
  firehose.on(DescribeDeliveryStreamCommand).rejects(named('ResourceNotFoundException'));
  await expect(required()).rejects.toThrow('is not there, so nothing delivers');
});

it('hides no other answer of Firehose', async () => {
  firehose.on(DescribeDeliveryStreamCommand).rejects(named('AccessDeniedException'));
  await expect(required()).rejects.toMatchObject({ name: 'AccessDeniedException' });
});
