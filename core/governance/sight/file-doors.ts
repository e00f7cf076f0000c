import { READING, readersOnly } from '../../lake/readers';
import { shellQuoted } from '../model/revoke-command';
import type { BucketPolicy, FilePolicies, KeyGrant, KeyPolicy } from '../model/surroundings';
import { type Door, door } from './door';
import {
  actionsAmong,
  conditionsOf,
  keeping,
  type NamedPrincipal,
  type PolicyDocument,
  type PolicyStatement,
  parsedPolicy,
  principalsOf,
} from './policy-document';

/** Whoever may do these lets himself in. */
const CHANGING_BUCKET = ['s3:PutBucketPolicy', 's3:DeleteBucketPolicy', 's3:PutReplicationConfiguration'];
const DECRYPTING = ['kms:Decrypt', 'kms:ReEncryptFrom', 'kms:CreateGrant', 'kms:PutKeyPolicy'];
/** Operations of a grant by which contents are read. */
const GRANTED = ['Decrypt', 'ReEncryptFrom', 'CreateGrant'];
/** Services that the lake stack lets use its key, for logs, dead letters and alarms. */
const OWN_SERVICES = /^(events|cloudwatch|logs\.[a-z0-9-]+)\.amazonaws\.com(\.cn)?$/;
/** A service that uses the key for a resource of its own shows as `dynamodb.eu-west-1.amazonaws.com`. */
const SERVICE = /\.amazonaws\.com(\.cn)?$/;

type IsAccepted = (line: string) => boolean;

/**
 * Who else than lakeferry may read files or decrypt them, by the policies of buckets and keys and by the grants of
 * keys. What IAM allows in the account is not seen here: the bucket's denial is what stops it. Every command puts a
 * whole policy, so it leaves what is accepted and closes all else of the same policy.
 */
export const fileDoors = (catalogId: string, { buckets, keys }: FilePolicies, isAccepted: IsAccepted): Door[] => [
  ...buckets.flatMap((bucket) => [...bucketDoors(catalogId, bucket, isAccepted), ...publicDoors(bucket)]),
  ...keys.flatMap((key) => [
    ...keyDoors(catalogId, key, isAccepted),
    ...key.grants.flatMap((grant) => grantDoors(key, grant)),
  ]),
];

/** The line that tells of a principal in an allowing statement; undefined where it is no finding. */
type Tell = (statement: PolicyStatement, principal: NamedPrincipal) => string | undefined;

function bucketDoors(catalogId: string, bucket: BucketPolicy, isAccepted: IsAccepted): Door[] {
  if (bucket.policy === undefined) return [];
  const { name, readers } = bucket;
  const policy = parsedPolicy(bucket.policy);
  const denial = policy.Statement.find((each) => isDenial(each, bucket));
  const tell: Tell = (statement, { kind, id }) => {
    // services are spared by the denial
    const reading = denial === undefined || kind === 'Service' ? READING : [];
    const may = actionsAmong([...reading, ...CHANGING_BUCKET], statement);
    if (may.length === 0 || isAccount(catalogId, id) || readers.includes(id)) return undefined;
    if (isConfined(statement, readers)) return undefined;
    return `bucket policy of ${name} lets ${whose(id)} reach files${conditionsOf(statement)}`;
  };
  const others = sparedBy(denial).filter((arn) => !readers.includes(arn));
  const spares = (arn: string): string => `bucket policy of ${name} spares ${arn}, which may read files`;
  const lines = [
    ...(denial === undefined ? [`bucket policy of ${name} denies nobody to read files, so IAM alone decides`] : []),
    ...others.map(spares),
    ...told(policy, tell),
  ];
  const own = ownDenial(bucket, [...readers, ...others.filter((arn) => isAccepted(spares(arn)))]);
  const kept = mended(policy, tell, isAccepted).filter((each) => each !== denial);
  const undo = `aws s3api put-bucket-policy --bucket ${name} --policy ${quoted({ ...policy, Statement: [...kept, own] })}`;
  return lines.map((line) => door('files', line, undo));
}

const told = ({ Statement }: PolicyDocument, tell: Tell): string[] =>
  Statement.filter(({ Effect }) => Effect === 'Allow').flatMap((each) =>
    principalsOf(each).flatMap((principal) => tell(each, principal) ?? []),
  );

const mended = ({ Statement }: PolicyDocument, tell: Tell, isAccepted: IsAccepted): PolicyStatement[] =>
  Statement.flatMap((each) => {
    if (each.Effect !== 'Allow') return [each];
    return keeping(each, (principal) => {
      const line = tell(each, principal);
      return line === undefined || isAccepted(line);
    });
  });

const quoted = (policy: PolicyDocument): string =>
  shellQuoted(JSON.stringify({ ...policy, Version: policy.Version ?? '2012-10-17' }));

const whose = (id: string): string => (id === '*' ? 'everybody' : id);

/** Another account stands there, and a condition lets roles alone that read by the configuration. */
function isConfined({ Condition }: PolicyStatement, readers: readonly string[]): boolean {
  const roles = [(Condition?.ArnEquals?.['aws:PrincipalArn'] ?? []) as string | string[]].flat();
  return roles.length > 0 && roles.every((role) => readers.includes(role));
}

/** The account itself leaves the decision to IAM. */
const isAccount = (catalogId: string, id: string): boolean =>
  id === catalogId || (id.endsWith(`:iam::${catalogId}:root`) && id.startsWith('arn:'));

const ownDenial = ({ name, partition }: BucketPolicy, readers: readonly string[]) =>
  readersOnly(`arn:${partition}:s3:::${name}`, readers);

/** The stack's denial, softened by nothing but a list of roles that are spared. */
function isDenial(statement: PolicyStatement, bucket: BucketPolicy): boolean {
  const own = ownDenial(bucket, []);
  const { Condition = {}, Effect, Resource = [], NotAction, NotPrincipal } = statement;
  return (
    Effect === 'Deny' &&
    NotAction === undefined &&
    NotPrincipal === undefined &&
    principalsOf(statement).some(({ id }) => id === '*') &&
    actionsAmong(own.Action, statement).length === own.Action.length &&
    [Resource].flat().includes(own.Resource) &&
    softening(Condition) === softening(own.Condition)
  );
}

/** What a condition says, but for whom it spares. */
const softening = (condition: Readonly<Record<string, object>>): string =>
  Object.entries(condition)
    .flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, value]) =>
        operator === 'ArnNotEquals' && key === 'aws:PrincipalArn' ? key : `${operator} ${key} ${[value].flat().join()}`,
      ),
    )
    .sort()
    .join(';');

const sparedBy = (denial: PolicyStatement | undefined): string[] =>
  [(denial?.Condition?.ArnNotEquals?.['aws:PrincipalArn'] ?? []) as string | string[]].flat();

const publicDoors = ({ name, isPublicBlocked }: BucketPolicy): Door[] =>
  isPublicBlocked === false
    ? [
        door(
          'files',
          `bucket ${name} does not block public access`,
          `aws s3api put-public-access-block --bucket ${name} --public-access-block-configuration ${BLOCKED.map((each) => `${each}=true`).join(',')}`,
        ),
      ]
    : [];

const BLOCKED = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];

function keyDoors(catalogId: string, { arn, policy: text, readers }: KeyPolicy, isAccepted: IsAccepted): Door[] {
  if (text === undefined) return [];
  const policy = parsedPolicy(text);
  const tell: Tell = (statement, { kind, id }) => {
    const isOwn = kind === 'Service' ? OWN_SERVICES.test(id) : isAccount(catalogId, id) || readers.includes(id);
    if (isOwn || isConfined(statement, readers) || actionsAmong(DECRYPTING, statement).length === 0) return undefined;
    return `key policy of ${arn} lets ${whose(id)} decrypt${conditionsOf(statement)}`;
  };
  const Statement = mended(policy, tell, isAccepted);
  const undo = `aws kms put-key-policy --key-id ${arn} --policy-name default --policy ${quoted({ ...policy, Statement })}`;
  return told(policy, tell).map((line) => door('decrypt', line, undo));
}

function grantDoors({ arn, readers }: KeyPolicy, { id, grantee, operations }: KeyGrant): Door[] {
  if (SERVICE.test(grantee) || readers.includes(grantee)) return [];
  if (!operations.some((each) => GRANTED.includes(each))) return [];
  const undo = `aws kms revoke-grant --key-id ${arn} --grant-id ${id}`;
  return [door('decrypt', `grant ${id} on key ${arn} lets ${grantee} decrypt`, undo)];
}
