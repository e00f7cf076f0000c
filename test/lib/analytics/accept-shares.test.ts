interface Invitation {
  readonly status: string;
  readonly senderAccountId: string;
  readonly resourceShareName: string;
  readonly resourceShareInvitationArn: string;
}
interface Share {
  readonly owningAccountId: string;
  readonly name: string;
  readonly status: string;
  readonly resourceShareArn: string;
}
interface Ram {
  getResourceShareInvitations(input: { nextToken?: string }): Promise<{
    resourceShareInvitations?: readonly Invitation[];
    nextToken?: string;
  }>;
  acceptResourceShareInvitation(input: { resourceShareInvitationArn: string }): Promise<unknown>;
  getResourceShares(input: {
    resourceOwner: string;
    nextToken?: string;
  }): Promise<{ resourceShares?: readonly Share[] }>;
  listResources(input: {
    resourceOwner: string;
    resourceShareArns: readonly string[];
  }): Promise<{ resources?: readonly { arn: string; status: string }[] }>;
}
type Work = () => Promise<readonly string[]>;
interface Code {
  acceptShares(ram: Ram, lakeAccount: string): Promise<readonly string[]>;
  awaitShares(ram: Ram, lakeAccount: string, wait: (ms: number) => Promise<void>): Promise<readonly string[]>;
  answer(event: object, work: Work, reply: (body: object) => Promise<void>): Promise<void>;
}

// runs in Lambda as it stands, so it is CommonJS without types
const { acceptShares, awaitShares, answer } = require('../../../lib/analytics/accept-shares.code.js') as Code;

const LAKE = '111111111111';

const invitation = (arn: string, change: Partial<Invitation> = {}): Invitation => ({
  status: 'PENDING',
  senderAccountId: LAKE,
  resourceShareName: 'LakeFormation-V3-ABC',
  resourceShareInvitationArn: arn,
  ...change,
});

/** Invitations on pages; what was accepted. */
function ramOf(pages: readonly (readonly Invitation[])[], refusal?: Error): { ram: Ram; accepted: string[] } {
  const accepted: string[] = [];
  const ram: Ram = {
    async getResourceShareInvitations({ nextToken = '0' }) {
      const next = Number(nextToken) + 1;
      return {
        resourceShareInvitations: pages[Number(nextToken)],
        nextToken: next < pages.length ? String(next) : undefined,
      };
    },
    async acceptResourceShareInvitation({ resourceShareInvitationArn }) {
      if (refusal !== undefined) throw refusal;
      accepted.push(resourceShareInvitationArn);
    },
    getResourceShares: async () => ({}),
    listResources: async () => ({}),
  };
  return { ram, accepted };
}

const named = (name: string): Error => Object.assign(new Error('no'), { name });

it('accepts all that wait, of tables and of databases, on every page', async () => {
  const { ram, accepted } = ramOf([[invitation('a')], [], [invitation('b')]]);
  await acceptShares(ram, LAKE);
  expect(accepted).toEqual(['a', 'b']);
});

it.each<[string, Partial<Invitation>]>([
  ['of a stranger', { senderAccountId: '999999999999' }],
  ['to something else than a catalog', { resourceShareName: 'subnets' }],
  ['that was accepted', { status: 'ACCEPTED' }],
  ['that was rejected', { status: 'REJECTED' }],
  ['that expired', { status: 'EXPIRED' }],
])('leaves an invitation %s', async (_name, change) => {
  const { ram, accepted } = ramOf([[invitation('a', change)]]);
  expect(await acceptShares(ram, LAKE)).toEqual([]);
  expect(accepted).toEqual([]);
});

it('has nothing to do within an organisation that shares through RAM', async () =>
  expect(await acceptShares(ramOf([[]]).ram, LAKE)).toEqual([]));

it('does not mind somebody who was faster', async () => {
  const { ram } = ramOf([[invitation('a')]], named('ResourceShareInvitationAlreadyAcceptedException'));
  expect(await acceptShares(ram, LAKE)).toEqual([]);
});

it('fails when it is refused', async () => {
  const { ram } = ramOf([[invitation('a')]], named('OperationNotPermittedException'));
  await expect(acceptShares(ram, LAKE)).rejects.toThrow('no');
});

describe('waiting', () => {
  interface Look {
    readonly invitations?: readonly Invitation[];
    readonly shares?: readonly Partial<Share>[];
    readonly resources?: readonly string[];
  }
  const OTHERS = 'OTHER-ACCOUNTS';
  /** What RAM shows at each look; the last look stays. */
  const watched = async (...looks: readonly Look[]) => {
    let at = -1;
    const { ram } = ramOf([[]]);
    const pauses: number[] = [];
    const now = (): Look => looks[Math.min(at, looks.length - 1)]!;
    const shares = (): Share[] =>
      (now().shares ?? []).map((share) => ({
        owningAccountId: LAKE,
        name: 'LakeFormation-V3-ABC',
        status: 'ACTIVE',
        resourceShareArn: 's',
        ...share,
      }));
    const shown: Ram = {
      ...ram,
      getResourceShareInvitations: async () => {
        at++;
        return { resourceShareInvitations: now().invitations };
      },
      getResourceShares: async ({ resourceOwner }) => {
        expect(resourceOwner).toBe(OTHERS);
        return { resourceShares: shares() };
      },
      listResources: async ({ resourceOwner, resourceShareArns }) => {
        expect(resourceOwner).toBe(OTHERS);
        expect([...new Set(resourceShareArns)]).toEqual(['s']);
        return { resources: (now().resources ?? []).map((status) => ({ arn: 'arn', status })) };
      },
    };
    const accepted = await awaitShares(shown, LAKE, async (ms) => void pauses.push(ms));
    return { accepted, pauses: pauses.length, waitedMs: pauses.reduce((sum, ms) => sum + ms, 0) };
  };
  const READY: Look = { shares: [{}], resources: ['AVAILABLE'] };

  it('is not needed where the share is active and its resources are there', async () =>
    expect(await watched(READY)).toMatchObject({ accepted: [], pauses: 0 }));

  it.each<[string, Look]>([
    ['nothing was shared', {}],
    ['the share of somebody else is active', { shares: [{ owningAccountId: '999999999999' }] }],
    ['another share of the account is active', { shares: [{ name: 'subnets' }] }],
    ['an old share is deleted', { shares: [{ status: 'DELETED' }] }],
    ['the share is pending', { shares: [{ status: 'PENDING' }], resources: ['AVAILABLE'] }],
    ['one of two shares is pending', { shares: [{}, { status: 'PENDING' }], resources: ['AVAILABLE'] }],
    ['a resource is pending', { shares: [{}], resources: ['AVAILABLE', 'PENDING'] }],
    ['no resource is associated', { shares: [{}], resources: [] }],
  ])('goes on while %s', async (_what, look) => expect((await watched(look, look, READY)).pauses).toBe(2));

  it('does not mind an old share that failed beside one that is active', async () =>
    expect(await watched({ shares: [{ status: 'FAILED' }, {}], resources: ['AVAILABLE'] })).toMatchObject({
      pauses: 0,
    }));

  it('accepts an invitation that comes meanwhile', async () =>
    expect(await watched({}, { invitations: [invitation('a')] }, READY)).toMatchObject({
      accepted: ['LakeFormation-V3-ABC'],
      pauses: 2,
    }));

  it.each<[string, Look, RegExp]>([
    ['nothing is shared', {}, /^111111111111 shares nothing .*deploy its lake stack first$/],
    ['the share stays pending', { shares: [{ status: 'PENDING' }] }, /share LakeFormation-V3-ABC is PENDING/],
    ['the share failed', { shares: [{ status: 'FAILED' }] }, /is FAILED/],
    ['a resource stays pending', { shares: [{}], resources: ['PENDING'] }, /arn is PENDING/],
  ])('ends with the reason where %s', async (_what, look, reason) => expect(watched(look)).rejects.toThrow(reason));

  it('is content with an active share whose resources are never listed, and ends before Lambda does', async () => {
    const { waitedMs } = await watched({ shares: [{}] });
    expect(waitedMs).toBeGreaterThanOrEqual(180_000);
    expect(waitedMs).toBeLessThanOrEqual(300_000);
  });
});

describe("CloudFormation's answer", () => {
  const EVENT = { RequestType: 'Create', StackId: 's', RequestId: 'r', LogicalResourceId: 'l', ResponseURL: 'u' };
  const answered = async (event: object, work: Work): Promise<object> => {
    jest.spyOn(console, 'log').mockImplementation(() => undefined);
    const replies: object[] = [];
    await answer(event, work, async (body) => void replies.push(body));
    expect(replies).toHaveLength(1);
    return replies[0]!;
  };
  const ids = { StackId: 's', RequestId: 'r', LogicalResourceId: 'l', PhysicalResourceId: 'accepted-shares' };

  it('is success with the count', async () =>
    expect(await answered(EVENT, async () => ['a', 'b'])).toEqual({
      ...ids,
      Status: 'SUCCESS',
      Data: { Accepted: 2 },
    }));

  it('is failure with the reason', async () =>
    expect(await answered(EVENT, () => Promise.reject(named('Refused')))).toEqual({
      ...ids,
      Status: 'FAILED',
      Reason: 'Refused: no',
    }));

  it('leaves shares alone when the stack goes', async () => {
    const work = jest.fn<Promise<string[]>, []>();
    await answered({ ...EVENT, RequestType: 'Delete' }, work);
    expect(work).not.toHaveBeenCalled();
  });
});
