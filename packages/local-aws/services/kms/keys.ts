import { randomBytes, randomUUID } from 'node:crypto';
import { type ServiceDependencies, ServiceError } from '../../service';
import { Changes, DurableMap } from '../../store';

export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion';

export interface KeyRecord {
  readonly keyId: string;
  readonly arn: string;
  readonly accountId: string;
  readonly description: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly state: KeyState;
  readonly manager: 'CUSTOMER' | 'AWS';
  readonly policy: string;
  /** 256 bits, base64. They lie on this machine's disk: the keys protect nothing. */
  readonly material: string;
  readonly deletionAt?: number;
}

interface AliasRecord {
  /** With `alias/`. */
  readonly name: string;
  readonly keyId: string;
  readonly createdAt: number;
}

type Dependencies = Pick<ServiceDependencies, 'clock' | 'store' | 'partition' | 'region' | 'accountId'>;

/** Keys and their aliases, durable. A key is named by id, ARN, alias or alias ARN. */
export class Keys {
  private constructor(
    readonly deps: Dependencies,
    readonly records: DurableMap<KeyRecord>,
    readonly aliases: DurableMap<AliasRecord>,
  ) {}

  static async load(deps: Dependencies): Promise<Keys> {
    const { store } = deps;
    return new Keys(deps, await DurableMap.load(store, 'kms-keys'), await DurableMap.load(store, 'kms-aliases'));
  }

  /** With the alias, when one is given. */
  async create(
    about: Partial<Pick<KeyRecord, 'keyId' | 'accountId' | 'description' | 'policy' | 'manager'>>,
    alias?: string,
  ): Promise<KeyRecord> {
    const { clock, partition, region } = this.deps;
    const { keyId = randomUUID(), accountId = this.deps.accountId, description = '', manager = 'CUSTOMER' } = about;
    const record: KeyRecord = {
      keyId,
      accountId,
      description,
      manager,
      arn: `arn:${partition}:kms:${region}:${accountId}:key/${keyId}`,
      createdAt: clock.now(),
      state: 'Enabled',
      policy: about.policy ?? defaultPolicy(partition, accountId, manager === 'AWS' ? OF_AWS : 'kms:*'),
      material: randomBytes(32).toString('base64'),
    };
    await Changes.together(this.deps.store, (changes) => {
      changes.set(this.records, keyId, record);
      if (alias !== undefined) changes.set(this.aliases, alias, { name: alias, keyId, createdAt: clock.now() });
    });
    return record;
  }

  async alias(name: string, keyId: string): Promise<void> {
    await this.aliases.set(name, { name, keyId, createdAt: this.deps.clock.now() });
  }

  aliasArn(name: string, accountId: string): string {
    return `arn:${this.deps.partition}:kms:${this.deps.region}:${accountId}:${name}`;
  }

  /** Throws NotFoundException. AWS's own keys (`alias/aws/ssm`) come into being when they are first asked for. */
  async find(name: string): Promise<KeyRecord> {
    const local = name.startsWith('arn:') ? (name.split(':')[5] ?? '') : name;
    if (!local.startsWith('alias/')) {
      const record = this.records.get(local.replace(/^key\//, ''));
      if (record === undefined)
        throw notFound(name.startsWith('arn:') ? `Key '${name}'` : `Key '${this.#arnOf(name)}'`);
      return record;
    }
    const alias = this.aliases.get(local);
    if (alias !== undefined) return this.find(alias.keyId);
    if (!local.startsWith('alias/aws/')) throw notFound(`Alias ${this.#arnOf(local).replace('key/', '')}`);
    const description = `Default key of ${local.slice('alias/aws/'.length)}`;
    return this.create({ manager: 'AWS', description }, local);
  }

  /** A key that may be used now. Throws DisabledException or KMSInvalidStateException. */
  async usable(name: string): Promise<KeyRecord> {
    const key = await this.find(name);
    if (key.state === 'Disabled') throw new ServiceError('DisabledException', `${key.arn} is disabled.`);
    if (key.state === 'PendingDeletion')
      throw new ServiceError('KMSInvalidStateException', `${key.arn} is pending deletion.`);
    return key;
  }

  #arnOf(keyId: string): string {
    const { partition, region, accountId } = this.deps;
    return `arn:${partition}:kms:${region}:${accountId}:key/${keyId}`;
  }
}

const notFound = (what: string): ServiceError => new ServiceError('NotFoundException', `${what} does not exist`);

/** Of a key that AWS keeps for a service, an account only sees that it is there. */
const OF_AWS = ['kms:Describe*', 'kms:Get*', 'kms:List*'];

/** What a key gets when it is created without a policy: the account's IAM decides. */
const defaultPolicy = (partition: string, accountId: string, actions: string | readonly string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
        Action: actions,
        Resource: '*',
      },
    ],
  });
