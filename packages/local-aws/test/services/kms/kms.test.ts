import fc from 'fast-check';
import { createKms } from '../../../services/kms';
import { memoryStore } from '../../../store';
import { CONSUMER, caller, callerOf, PRODUCER, testRuntime } from '../runtime';

const DEPLOYED = '00000000-0000-4000-8000-000000000000';

async function setUp(store = memoryStore()) {
  const { service } = await createKms(testRuntime(store), { keyIds: [DEPLOYED] });
  return { service, call: caller(service) };
}

async function withKey() {
  const { service, call } = await setUp();
  const { KeyMetadata } = await call('CreateKey', { Description: 'lake' });
  return { service, call, arn: KeyMetadata.Arn as string, keyId: KeyMetadata.KeyId as string };
}

describe('naming a key', () => {
  it('by id, ARN, alias and alias ARN', async () => {
    const { call, keyId, arn } = await withKey();
    await call('CreateAlias', { AliasName: 'alias/lake', TargetKeyId: keyId });
    const { Aliases } = await call('ListAliases', { KeyId: keyId });
    for (const KeyId of [keyId, arn, 'alias/lake', Aliases[0].AliasArn]) {
      await expect(call('DescribeKey', { KeyId })).resolves.toMatchObject({
        KeyMetadata: { Arn: arn, Description: 'lake' },
      });
    }
  });

  it.each(['alias/none', '11111111-0000-4000-8000-000000000000', `arn:aws:kms:eu-west-1:${PRODUCER}:key/none`])(
    'refuses %s, which nobody made',
    async (KeyId) => {
      await expect((await setUp()).call('DescribeKey', { KeyId })).rejects.toMatchObject({ code: 'NotFoundException' });
    },
  );

  it('makes AWS’s own key at the first question and keeps it', async () => {
    const { call } = await setUp();
    const first = await call('DescribeKey', { KeyId: 'alias/aws/ssm' });
    expect(first.KeyMetadata.KeyManager).toBe('AWS');
    await expect(call('DescribeKey', { KeyId: 'alias/aws/ssm' })).resolves.toEqual(first);
  });

  it('has the deployed keys from the start', async () => {
    const { call } = await setUp();
    await expect(call('DescribeKey', { KeyId: DEPLOYED })).resolves.toMatchObject({ KeyMetadata: { Enabled: true } });
  });

  it('lists an account its own keys, page by page', async () => {
    const { service, call } = await setUp();
    await call('CreateKey');
    await caller(service, callerOf(CONSUMER))('CreateKey');
    const first = await call('ListKeys', { Limit: 1 });
    const second = await call('ListKeys', { Limit: 1, Marker: first.NextMarker });
    expect([first.Truncated, second.Truncated]).toEqual([true, false]);
    expect([...first.Keys, ...second.Keys]).toHaveLength(2);
  });
});

describe('encryption', () => {
  it('gives back what was encrypted, in the same context whatever its order', async () => {
    const { call, keyId } = await withKey();
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 4096 }),
        fc.dictionary(fc.string(), fc.string(), { maxKeys: 4, noNullPrototype: true }),
        async (Plaintext, EncryptionContext) => {
          const { CiphertextBlob } = await call('Encrypt', { KeyId: keyId, Plaintext, EncryptionContext });
          const turned = Object.fromEntries(Object.entries(EncryptionContext).reverse());
          const { Plaintext: back } = await call('Decrypt', { CiphertextBlob, EncryptionContext: turned });
          expect(Buffer.compare(back, Plaintext)).toBe(0);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('still decrypts after a restart', async () => {
    const store = memoryStore();
    const sealed = await (await setUp(store)).call('Encrypt', { KeyId: DEPLOYED, Plaintext: Buffer.from('x') });
    const { Plaintext } = await (await setUp(store)).call('Decrypt', { CiphertextBlob: sealed.CiphertextBlob });
    expect(Buffer.from(Plaintext).toString()).toBe('x');
  });

  it('refuses every blob with one bit changed', async () => {
    const { call, keyId } = await withKey();
    const { CiphertextBlob } = await call('Encrypt', { KeyId: keyId, Plaintext: Buffer.from('secret') });
    for (let i = 0; i < CiphertextBlob.length; i++) {
      const changed = Buffer.from(CiphertextBlob);
      changed[i] = (changed[i] ?? 0) ^ 1;
      await expect(call('Decrypt', { CiphertextBlob: changed })).rejects.toMatchObject({
        code: 'InvalidCiphertextException',
      });
    }
  });

  it('refuses another context and another key', async () => {
    const { call, keyId } = await withKey();
    const { CiphertextBlob } = await call('Encrypt', {
      KeyId: keyId,
      Plaintext: Buffer.from('x'),
      EncryptionContext: { a: '1' },
    });
    await expect(call('Decrypt', { CiphertextBlob, EncryptionContext: { a: '2' } })).rejects.toMatchObject({
      code: 'InvalidCiphertextException',
    });
    await expect(
      call('Decrypt', { CiphertextBlob, EncryptionContext: { a: '1' }, KeyId: DEPLOYED }),
    ).rejects.toMatchObject({
      code: 'IncorrectKeyException',
    });
  });

  it.each([
    [0, 'ValidationException'],
    [4097, 'ValidationException'],
  ])('refuses %i bytes', async (length, code) => {
    const { call, keyId } = await withKey();
    await expect(call('Encrypt', { KeyId: keyId, Plaintext: Buffer.alloc(length) })).rejects.toMatchObject({ code });
  });

  it.each([
    [{ KeySpec: 'AES_128' }, 16],
    [{ KeySpec: 'AES_256' }, 32],
    [{ NumberOfBytes: 1024 }, 1024],
  ])('a data key of %j has %i bytes and comes sealed', async (size, bytes) => {
    const { call, keyId } = await withKey();
    const { Plaintext, CiphertextBlob } = await call('GenerateDataKey', { KeyId: keyId, ...size });
    expect(Plaintext).toHaveLength(bytes);
    await expect(call('Decrypt', { CiphertextBlob })).resolves.toMatchObject({ Plaintext });
  });

  it.each([
    ['DisableKey', 'DisabledException'],
    ['ScheduleKeyDeletion', 'KMSInvalidStateException'],
  ])('after %s answers %s', async (operation, code) => {
    const { call, keyId } = await withKey();
    await call(operation, { KeyId: keyId });
    await expect(call('Encrypt', { KeyId: keyId, Plaintext: Buffer.from('x') })).rejects.toMatchObject({ code });
  });
});

it.each([
  ['lake', 'InvalidAliasNameException'],
  ['alias/aws/lake', 'NotAuthorizedException'],
  ['alias/there', 'AlreadyExistsException'],
])('CreateAlias %s answers %s', async (AliasName, code) => {
  const { call, keyId } = await withKey();
  await call('CreateAlias', { AliasName: 'alias/there', TargetKeyId: keyId });
  await expect(call('CreateAlias', { AliasName, TargetKeyId: keyId })).rejects.toMatchObject({ code });
});

it('answers the policy that was put, and by default the account’s own', async () => {
  const { call, keyId } = await withKey();
  const { Policy } = await call('GetKeyPolicy', { KeyId: keyId, PolicyName: 'default' });
  expect(JSON.parse(Policy).Statement[0].Principal.AWS).toBe(`arn:aws:iam::${PRODUCER}:root`);
  const put = Policy.replace('root', 'role/keeper');
  await call('PutKeyPolicy', { KeyId: keyId, Policy: put });
  await expect(call('GetKeyPolicy', { KeyId: keyId })).resolves.toMatchObject({ Policy: put });
  const refused = { code: 'MalformedPolicyDocumentException' };
  await expect(call('PutKeyPolicy', { KeyId: keyId, Policy: '{}' })).rejects.toMatchObject(refused);
  await expect(call('CreateKey', { Policy: '{}' })).rejects.toMatchObject(refused);
});

describe('grants', () => {
  it('are listed until they are revoked', async () => {
    const { call, arn, keyId } = await withKey();
    const { KeyMetadata: other } = await call('CreateKey');
    const GranteePrincipal = `arn:aws:iam::${CONSUMER}:role/reader`;
    const { GrantId } = await call('CreateGrant', { KeyId: keyId, GranteePrincipal, Operations: ['Decrypt'] });
    await expect(call('ListGrants', { KeyId: keyId })).resolves.toMatchObject({
      Grants: [{ GrantId, GranteePrincipal, Operations: ['Decrypt'], KeyId: arn }],
      Truncated: false,
    });
    await expect(call('ListGrants', { KeyId: other.KeyId })).resolves.toMatchObject({ Grants: [] });
    await expect(call('RevokeGrant', { KeyId: other.KeyId, GrantId })).rejects.toMatchObject({
      code: 'NotFoundException',
    });
    await call('RevokeGrant', { KeyId: arn, GrantId });
    await expect(call('ListGrants', { KeyId: keyId })).resolves.toMatchObject({ Grants: [] });
  });
});
