import type { JudgedRole } from '../../authorization/authority';
import { DurableMap, type Store } from '../../store';

export interface RoleRecord {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly accountId: string;
  readonly id: string;
  readonly description?: string;
  readonly trust: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly maxSessionSeconds: number;
  /** Documents by the policy's name. */
  readonly inline: Readonly<Record<string, string>>;
  /** ARNs of managed policies. */
  readonly attached: readonly string[];
  /** ARN of the managed policy that is its permissions boundary. */
  readonly boundary?: string;
}

export interface ManagedPolicyRecord {
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly accountId: string;
  readonly document: string;
  readonly createdAt: number;
}

/** Roles and managed policies of all accounts. */
export class Roles {
  /** Its policies together; forgotten when anything changes. */
  readonly #judged = new Map<string, JudgedRole>();

  private constructor(
    readonly records: DurableMap<RoleRecord>,
    readonly policies: DurableMap<ManagedPolicyRecord>,
  ) {}

  static async load(store: Store): Promise<Roles> {
    return new Roles(await DurableMap.load(store, 'iam-roles'), await DurableMap.load(store, 'iam-policies'));
  }

  find(accountId: string, name: string): RoleRecord | undefined {
    return this.records.get(`${accountId}/${name}`);
  }

  async put(record: RoleRecord): Promise<void> {
    this.#judged.clear();
    await this.records.set(`${record.accountId}/${record.name}`, record);
  }

  async delete({ accountId, name }: RoleRecord): Promise<void> {
    this.#judged.clear();
    await this.records.delete(`${accountId}/${name}`);
  }

  async putPolicy(record: ManagedPolicyRecord): Promise<void> {
    this.#judged.clear();
    await this.policies.set(record.arn, record);
  }

  readonly judged = (arn: string): JudgedRole | undefined => {
    const known = this.#judged.get(arn);
    if (known !== undefined) return known;
    const [, , , , accountId = '', resource = ''] = arn.split(':');
    const record = this.find(accountId, resource.split('/').at(-1) ?? '');
    if (record === undefined || record.arn !== arn) return undefined;
    const attached = record.attached.flatMap((each) => this.policies.get(each)?.document ?? []);
    const judged = {
      ...{ arn, trust: record.trust, policies: [...Object.values(record.inline), ...attached] },
      boundary: record.boundary === undefined ? undefined : this.policies.get(record.boundary)?.document,
    };
    this.#judged.set(arn, judged);
    return judged;
  };
}
