import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateTableCommand, GetTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import { createHandler } from '../../../../functions/dynamodb/commit-publication/handler';
import type { CommitPublicationInput } from '../../../../functions/dynamodb/publication-payloads';
import { type RecordMetric, silentLog } from '../../../../functions/shared/log';
import { PublishingWorld, publishByHand } from '../../../local/publish-partition/publishing-world';

const NIGHT = '2026-11-27T01:00:00.000Z';
/** Longer than anybody else's commit is taken to be alive. */
const LATER = 1_000_000;

const world = new PublishingWorld(NIGHT);
beforeAll(() => world.start());
afterAll(() => world.runtime.close());

/** The handler, with its clients as `changed` makes them. */
function commitThrough(
  changed: <Client extends { send(...args: never[]): unknown }>(client: Client) => Client,
  metric: RecordMetric = () => {},
) {
  const client = world.runtime.clientConfig();
  return createHandler({
    ...{ s3: changed(new S3Client(client)), glue: changed(new GlueClient(client)) },
    dynamodb: changed(new DynamoDBClient(client)),
    ...{ now: () => world.clock.now(), wait: async () => {}, log: silentLog, metric },
    settings: world.settings,
    ledgerTable: world.runtime.resources.ledgerTable,
    lakeBucket: world.runtime.resources.lakeBucket,
  });
}

/** Commits until a call of this number, which has its effect or has none, and then nobody hears of it. */
function dyingCommit(
  callNumber: number,
  hasEffect: boolean,
): { commit: (input: CommitPublicationInput) => Promise<never>; isOver: () => boolean } {
  let calls = 0;
  const dying = <Client extends { send(...args: never[]): unknown }>(client: Client): Client =>
    ({
      send: async (...args: never[]) => {
        const isLast = ++calls === callNumber;
        if (isLast && !hasEffect) throw new Error('killed');
        const answer = await client.send(...args);
        if (isLast) throw new Error('killed');
        return answer;
      },
    }) as unknown as Client;
  return { commit: commitThrough(dying) as never, isOver: () => calls < callNumber };
}

let customers = 0;
const landLate = () => world.land('2026-11-27', [{ customer: `c${++customers}`, at: '2026-11-26T08:00:00Z' }]);

async function expectAllPublished(): Promise<void> {
  const { folders, rows } = await world.published('carts', '2026-11-26');
  expect([rows, folders]).toEqual([customers, 1]);
}

/** All in .ci/run; `npm test` has a tenth, which moves. */
const isWhole = process.env.LAKEFERRY_PUBLICATION_DEATHS === 'all';
const tenth = Number(process.env.LAKEFERRY_TENTH ?? 0);
const CALLS = Array.from({ length: 20 }, (_, i) => i + 1).filter((call) => isWhole || call % 10 === tenth);

it.each([
  ['a redrive', true],
  ['the next run', false],
])('a commit that dies at any call is ended by %s', async (_what, isRedriven) => {
  for (const call of CALLS) {
    for (const hasEffect of [false, true]) {
      await landLate();
      await world.deliveredThrough(new Date(world.clock.now()).toISOString());
      const dying = dyingCommit(call, hasEffect);
      const name = `${call}-${hasEffect}-${isRedriven}`;
      const input: { it?: CommitPublicationInput } = {};
      const run = publishByHand(world, name, (given) => {
        input.it = given;
        return dying.commit(given);
      });
      const ended = await run.then(
        () => true,
        () => false,
      );
      if (!ended && isRedriven) {
        expect(await world.invoke('commit-publication', input.it!)).toMatchObject({ outcome: 'COMMITTED' });
      } else if (!ended) {
        await world.pass(LATER);
        await world.deliveredThrough(new Date(world.clock.now()).toISOString());
        expect(await publishByHand(world, `${name}-next`)).toMatchObject({ outcome: 'COMMITTED' });
      }
      await expectAllPublished();
      if (ended) return;
    }
  }
  if (isWhole) throw new Error('The commit makes more calls than are tried here.');
});

/** The handler, which does that before a command of this kind is sent, once. */
function commitWith(kind: abstract new (...args: never[]) => object, act: (send: () => unknown) => unknown) {
  let isDone = false;
  return commitThrough(
    (client) =>
      ({
        send: async (...args: never[]) => {
          if ((args[0] as unknown) instanceof kind && !isDone) {
            isDone = true;
            await act(() => client.send(...args));
          }
          return client.send(...args);
        },
      }) as unknown as typeof client,
  );
}

it('a publication is reported, one without new rows too: the alarm of a late one waits for that', async () => {
  await landLate();
  await world.deliveredThrough(new Date(world.clock.now()).toISOString());
  const reported: unknown[] = [];
  const commit = commitThrough(
    (client) => client,
    (name, _unit, value, dimensions) => reported.push([name, value, dimensions]),
  );
  for (const name of ['new-rows', 'no-rows']) await publishByHand(world, name, commit);
  const dates = (value: number) => ['DatesPublished', value, { entry: 'shop' }];
  expect(reported).toEqual(expect.arrayContaining([dates(1), dates(0)]));
});

it('a table that was made, and the answer was lost, is taken as it is', async () => {
  await landLate();
  await world.dropTable('carts').catch(() => undefined);
  await world.deliveredThrough(new Date(world.clock.now()).toISOString());
  const commit = commitWith(CreateTableCommand, (send) => send());
  expect(await publishByHand(world, 'lost-answer', commit)).toMatchObject({ outcome: 'COMMITTED' });
  await expectAllPublished();
});

it('an attempt that outlives its retry switches back nothing of the next publication', async () => {
  await landLate();
  await world.deliveredThrough(new Date(world.clock.now()).toISOString());
  const outlived = (input: CommitPublicationInput) =>
    commitWith(GetTableCommand, async () => {
      expect(await world.invoke('commit-publication', input)).toMatchObject({ outcome: 'COMMITTED' });
      await landLate();
      expect(await publishByHand(world, 'next')).toMatchObject({ outcome: 'COMMITTED' });
    })(input);
  expect(await publishByHand(world, 'outlived', outlived)).toMatchObject({ outcome: 'SUPERSEDED' });
  await expectAllPublished();
});
