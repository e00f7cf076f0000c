import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Glue } from '@aws-sdk/client-glue';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { SFN } from '@aws-sdk/client-sfn';
import { VirtualClock } from '../clock';
import type { SourceDatabases } from '../databases';
import { startAws } from '../start-aws';
import { memoryStore } from '../store';

const temporary = (): string => mkdtempSync(join(tmpdir(), 'start-aws-'));

describe('startAws', () => {
  it('serves the services that are named and those they need, and no other', async () => {
    const aws = await startAws({ services: ['glue'] });
    await new S3(aws.clientConfig()).listBuckets({});
    await new Glue(aws.clientConfig()).getDatabases({});
    await expect(new SFN(aws.clientConfig()).listStateMachines({})).rejects.toThrow("does not serve 'states'");
    expect(() => aws.service('states')).toThrow("The service 'states' does not run. Add it to 'services'.");
    await aws.close();
  });

  it('refuses a name that is no service, with the names there are', async () => {
    await expect(startAws({ services: ['dynamo' as never] })).rejects.toThrow(/no service 'dynamo'.*dynamodb/);
  });

  it('keeps everything in its directory, and goes on over it', async () => {
    const directory = temporary();
    for (const expected of [0, 1]) {
      const aws = await startAws({ services: ['s3'], directory });
      expect((await new S3(aws.clientConfig()).listBuckets({})).Buckets).toHaveLength(expected);
      await new S3(aws.clientConfig()).createBucket({ Bucket: 'lake' }).catch(() => {});
      await aws.close();
    }
  });

  it('leaves nothing behind without a directory', async () => {
    const own = temporary();
    const temporaryFiles = jest.spyOn(os, 'tmpdir').mockReturnValue(own);
    const aws = await startAws({ services: ['s3', 'dynamodb', 'athena'] });
    expect(readdirSync(own)).toHaveLength(1);
    await new S3(aws.clientConfig()).createBucket({ Bucket: 'lake' });
    await aws.close();
    temporaryFiles.mockRestore();
    expect(readdirSync(own)).toEqual([]);
  });

  it('names the port that is in use, and lets go of its directory', async () => {
    const [aws, directory] = [await startAws({ services: ['sts'] }), temporary()];
    await expect(startAws({ services: ['s3', 'dynamodb'], port: aws.port, directory })).rejects.toThrow(
      `Port ${aws.port} on 127.0.0.1 is in use.`,
    );
    await (await startAws({ services: ['s3', 'dynamodb'], directory })).close();
    await aws.close();
  });

  it('lets go of everything when what prepares it fails', async () => {
    const directory = temporary();
    const fails = startAws({ services: ['s3'], directory, prepare: () => Promise.reject(new Error('not deployed')) });
    await expect(fails).rejects.toThrow('not deployed');
    await (await startAws({ services: ['s3'], directory })).close();
    expect(existsSync(directory)).toBe(true);
  });

  it('prepares before time goes on and before what an earlier process left goes on', async () => {
    const definition = JSON.stringify({
      QueryLanguage: 'JSONata',
      StartAt: 'Greet',
      States: { Greet: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:111111111111:function:greet', End: true } },
    });
    const [store, directory] = [memoryStore(), temporary()];
    const options = { store, directory, services: ['states', 'lambda'] as const };
    const earlier = await startAws({ ...options, clock: new VirtualClock(0) });
    earlier.service('lambda').registerFunction('greet', () => new Promise(() => {}));
    const sfn = new SFN(earlier.clientConfig());
    const roleArn = 'arn:aws:iam::111111111111:role/r';
    const { stateMachineArn } = await sfn.createStateMachine({ name: 'm', definition, roleArn });
    const { executionArn } = await sfn.startExecution({ stateMachineArn });
    await earlier.close();

    const clock = new VirtualClock(0);
    const later = await startAws({
      ...options,
      clock,
      prepare: async (aws) => {
        clock.at(1000, () => {});
        await new S3(aws.clientConfig()).listBuckets({}).catch(() => {});
        expect(clock.now()).toBe(0);
        aws.service('lambda').registerFunction('greet', async () => 'hello');
      },
    });
    const { record } = await later.service('states').engine.whenClosed(executionArn ?? '');
    expect([record.status, record.output]).toEqual(['SUCCEEDED', '"hello"']);
    await later.close();
  });

  it('ends its timers when it closes: a snapshot that takes minutes keeps no process alive', async () => {
    const clock = new VirtualClock(0);
    const databases: SourceDatabases = {
      sources: [{ id: 'shop', kind: 'aurora-cluster', engine: 'postgres', databases: [] }],
      freeze: async () => [],
      execute: async () => {},
      close: () => {},
    };
    const aws = await startAws({ services: ['rds'], clock, databases });
    await clock.hold(async () => {
      await aws.service('rds').createAutomatedSnapshot('shop');
      await aws.close();
    });
    await new Promise<void>((resolve) => clock.at(1000, resolve));
    await new Promise((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))));
    expect(clock.now()).toBe(1000);
  });

  it.each([
    ['eu-west-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('in %s is in the partition %s', async (region, partition) => {
    const aws = await startAws({ services: ['lambda'], region });
    aws.service('lambda').registerFunction('f', async () => 1);
    const { Functions } = await new Lambda(aws.clientConfig()).listFunctions({});
    expect(Functions?.[0]?.FunctionArn).toBe(`arn:${partition}:lambda:${region}:111111111111:function:f`);
    await aws.close();
  });
});
