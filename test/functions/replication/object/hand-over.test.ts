import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import type { ClaimUnderWay } from '../../../../functions/replication/object/claim-under-way';
import { handOver } from '../../../../functions/replication/object/hand-over';

const event = { kind: 'created' as const, bucket: 'b', key: 'large', etag: 'e', size: 1, time: 't' };
const claimOf = (revision: number) =>
  ({ item: { event, revision, attempts: 1 }, amend: async () => undefined }) as unknown as ClaimUnderWay;

it('an object that is found damaged again starts an execution again, though each claim is its first attempt', async () => {
  const sfn = new SFNClient({ region: 'eu-west-1' });
  const known = new Set<string>();
  mockClient(sfn)
    .on(StartExecutionCommand)
    .callsFake(({ name }: { readonly name: string }) => {
      if (known.has(name)) throw new ExecutionAlreadyExists({ message: name, $metadata: {} });
      known.add(name);
    });
  const machines = { sfn, machineArn: () => 'arn' };
  const names: string[] = [];
  // the second claim is asked twice: an answer was lost
  for (const revision of [3, 6, 6]) {
    names.push(await handOver(machines, 'partner', claimOf(revision), 'replicate-large-object', { now: 0 }));
  }
  expect(known.size).toBe(2);
  expect(names[2]).toBe(names[1]);
});
