import { DecryptCommand, EncryptCommand } from '@aws-sdk/client-kms';
import { GrantPermissionsCommand, ListPermissionsCommand } from '@aws-sdk/client-lakeformation';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { ACCOUNT, BUCKET, ROLE } from '../places';
import { problemsOf, type Record } from './record';

const upload: Record = {
  service: 's3',
  what: 'a multipart upload',
  async make({ s3 }, id) {
    const target = { Bucket: BUCKET, Key: `parts/${id}` };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(target));
    const { ETag } = await s3.send(new UploadPartCommand({ ...target, UploadId, PartNumber: 1, Body: id }));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await s3.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload }));
    return id;
  },
  missing: ({ s3 }, made) =>
    problemsOf(made, async (id) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: `parts/${id}` }));
      const text = await Body?.transformToString();
      return text === id ? undefined : `holds '${text}'`;
    }),
};

const deletion: Record = {
  service: 's3',
  what: 'the deletion of objects',
  async make({ s3 }, id) {
    const keys = [1, 2].map((n) => `gone/${id}/${n}`);
    for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: id }));
    await s3.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects: keys.map((Key) => ({ Key })) } }));
    return id;
  },
  missing: ({ s3 }, made) =>
    problemsOf(made, async (id) => {
      const { KeyCount = 0 } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: `gone/${id}/` }));
      return KeyCount === 0 ? undefined : `${KeyCount} objects are back`;
    }),
};

const ciphertexts = new Map<string, Uint8Array>();
/** The key of AWS's own comes into being with its alias. */
const secret: Record = {
  service: 'kms',
  what: 'what a key has encrypted',
  async make({ kms }, id) {
    const { CiphertextBlob } = await kms.send(
      new EncryptCommand({ KeyId: 'alias/aws/killed', Plaintext: Buffer.from(id) }),
    );
    ciphertexts.set(id, CiphertextBlob!);
    return id;
  },
  missing: ({ kms }, made) =>
    problemsOf(made, async (id) => {
      const { Plaintext = [] } = await kms.send(new DecryptCommand({ CiphertextBlob: ciphertexts.get(id) }));
      return Buffer.from(Plaintext).toString() === id ? undefined : 'decrypts to something else';
    }),
};

/** SELECT and DESCRIBE are kept as two entries. */
const grant: Record = {
  service: 'lakeformation',
  what: 'a grant',
  async make({ lakeformation }, id) {
    const request = {
      Principal: { DataLakePrincipalIdentifier: `arn:aws:iam::${ACCOUNT}:role/r-${id}` },
      Resource: { Table: { DatabaseName: 'shop', Name: 'orders' } },
      Permissions: ['SELECT' as const, 'DESCRIBE' as const],
    };
    await lakeformation.send(new GrantPermissionsCommand(request));
    return request.Principal.DataLakePrincipalIdentifier;
  },
  async missing({ lakeformation }, made) {
    const held: string[] = [];
    for (let NextToken: string | undefined; ; ) {
      const page = await lakeformation.send(new ListPermissionsCommand({ MaxResults: 1000, NextToken }));
      for (const { Principal, Permissions = [] } of page.PrincipalResourcePermissions ?? [])
        held.push(...Permissions.map((p) => `${Principal?.DataLakePrincipalIdentifier} ${p}`));
      NextToken = page.NextToken;
      if (NextToken === undefined) break;
    }
    const has = new Set(held);
    return made.filter((role) => !has.has(`${role} SELECT`) || !has.has(`${role} DESCRIBE`));
  },
};

const sessions = new Map<
  string,
  { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string }
>();
/** The newest: others may have expired at this speed. */
const SESSIONS_CHECKED = 20;
const session: Record = {
  service: 'sts',
  what: "a role's session",
  async make({ sts }, id) {
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: `s-${id}` }));
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    sessions.set(id, { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken });
    return id;
  },
  missing: ({ sts }, made) =>
    problemsOf(made.slice(-SESSIONS_CHECKED), async (id) => {
      const own = sessions.get(id)!;
      const before = sts.config.credentials;
      sts.config.credentials = async () => own;
      try {
        const { Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
        return Arn.endsWith(`/s-${id}`) ? undefined : `its key is ${Arn}'s`;
      } catch (error) {
        // a session that is known has run out, one that is lost is no token at all
        if ((error as Error).name === 'ExpiredToken') return undefined;
        throw error;
      } finally {
        sts.config.credentials = before;
      }
    }),
};

export const THING_RECORDS: readonly Record[] = [upload, deletion, secret, grant, session];
