interface Invitation {
  readonly status: string;
  readonly senderAccountId: string;
  readonly resourceShareName: string;
  readonly resourceShareInvitationArn: string;
}
interface Ram {
  getResourceShareInvitations(input: { nextToken?: string }): Promise<{
    resourceShareInvitations?: readonly Invitation[];
    nextToken?: string;
  }>;
  acceptResourceShareInvitation(input: { resourceShareInvitationArn: string }): Promise<unknown>;
}
type Work = () => Promise<readonly string[]>;
interface Code {
  acceptShares(ram: Ram, lakeAccount: string): Promise<readonly string[]>;
  answer(event: object, work: Work, reply: (body: object) => Promise<void>): Promise<void>;
}

// runs in Lambda as it stands, so it is CommonJS without types
const { acceptShares, answer } = require('../../lib/analytics/accept-shares.code.js') as Code;

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
