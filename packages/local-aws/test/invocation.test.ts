import { AsyncLocalStorage } from 'node:async_hooks';
import { S3 } from '@aws-sdk/client-s3';
import { VirtualClock } from '../clock';
import { startAws } from '../start-aws';

it('what a function calls after its time is up is not sent, and the next invocation is not disturbed', async () => {
  const clock = new VirtualClock(0);
  const aws = await startAws({ services: ['s3', 'lambda'], clock });
  try {
    await new S3(aws.clientConfig()).createBucket({ Bucket: 'lake' });
    const role = { roleArn: 'arn:aws:iam::111111111111:role/writer', sessionName: 'write' };
    const s3 = new S3(aws.roleConfig(role));
    let continued: () => void = () => {};
    const late = new Promise<void>((resolve) => {
      continued = resolve;
    });
    const lambda = aws.service('lambda');
    lambda.registerFunction(
      'write',
      async ({ key, isLate }: { key: string; isLate: boolean }) => {
        if (isLate) await late;
        await s3.putObject({ Bucket: 'lake', Key: key, Body: 'x' });
      },
      { timeoutSeconds: 1 },
    );
    const invoke = (key: string, isLate: boolean) => lambda.invoke('write', { key, isLate }, { idle: (work) => work });
    await expect(invoke('late', true)).rejects.toMatchObject({ payload: { errorType: 'Sandbox.Timedout' } });
    continued();
    await clock.hold(() => invoke('in-time', false));
    const { Contents = [] } = await new S3(aws.clientConfig()).listObjectsV2({ Bucket: 'lake' });
    expect(Contents.map(({ Key }) => Key)).toEqual(['in-time']);
  } finally {
    await aws.close();
  }
});

it('the last local AWS that closes disables the storage, which would slow down every later promise', async () => {
  const disable = jest.spyOn(AsyncLocalStorage.prototype, 'disable');
  const [one, other] = [await startAws({ services: ['lambda'] }), await startAws({ services: ['lambda'] })];
  await one.close();
  expect(disable).not.toHaveBeenCalled();
  await other.close();
  expect(disable).toHaveBeenCalledTimes(1);
  disable.mockRestore();
});
