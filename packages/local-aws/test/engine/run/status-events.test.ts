import { ServiceError } from '../../../service';
import { harness, START } from '../harness';

const WAITS = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 600, End: true } } };
const ENDS = { StartAt: 'End', States: { End: { Type: 'Succeed' } } };

let tried: { readonly what: string; readonly at: number }[];
let accepted: string[];

/** EventBridge refuses an event as often as is said of it. */
async function refusing(refusals: Record<string, number>) {
  const h = await harness(
    {},
    {
      emit: async ({ detail }) => {
        const { stateMachineArn, status } = detail as { readonly stateMachineArn: string; readonly status: string };
        const what = `${stateMachineArn.split(':').at(-1)} ${status}`;
        tried.push({ what, at: h.clock.now() - START });
        if ((refusals[what] ?? 0) > 0) {
          refusals[what]! -= 1;
          throw new ServiceError('InternalException', 'busy');
        }
        accepted.push(what);
      },
    },
  );
  return h;
}

beforeEach(() => {
  [tried, accepted] = [[], []];
});

it('no event of an execution overtakes one that was refused', async () => {
  const h = await refusing({ 'a RUNNING': 2 });
  await h.run(ENDS, {}, 'a');
  await h.run(WAITS, {}, 'b');
  expect(accepted.filter((what) => what.startsWith('a'))).toEqual(['a RUNNING', 'a SUCCEEDED']);
  expect(accepted).toEqual(expect.arrayContaining(['b RUNNING']));
});

it('new events wait with those that were refused, for a time that doubles', async () => {
  const h = await refusing({ 'a RUNNING': 3 });
  const waits = h.run(WAITS, {}, 'a');
  for (const name of ['b', 'c', 'd']) await h.run(ENDS, {}, name);
  await waits;
  expect(tried.filter(({ what }) => what === 'a RUNNING').map(({ at }) => at)).toEqual([0, 1000, 3000, 7000]);
});
