import type { ParameterType, PutParameterCommandInput } from '@aws-sdk/client-ssm';
import { type ServiceDependencies, ServiceError } from '../../service';
import { Changes, DurableMap } from '../../store';

export interface ParameterRecord {
  readonly accountId: string;
  readonly name: string;
  readonly arn: string;
  readonly type: ParameterType;
  readonly dataType: string;
  readonly description?: string;
  readonly keyId?: string;
  /** Oldest first; the last one is current. */
  readonly versions: readonly ParameterVersion[];
}

export interface ParameterVersion {
  readonly version: number;
  /** As stored: a SecureString's is its ciphertext in base64. */
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** A parameter in the version that was asked for. */
export interface FoundParameter {
  readonly record: ParameterRecord;
  readonly version: ParameterVersion;
  /** `:3`, when a version was asked for. */
  readonly selector?: string;
}

type Dependencies = Pick<ServiceDependencies, 'store' | 'partition' | 'region'>;

/** Parameters by account and name, durable. */
export class Parameters {
  private constructor(
    readonly deps: Dependencies,
    readonly records: DurableMap<ParameterRecord>,
  ) {}

  static async load(deps: Dependencies): Promise<Parameters> {
    return new Parameters(deps, await DurableMap.load(deps.store, 'ssm-parameters'));
  }

  get(accountId: string, name: string): ParameterRecord | undefined {
    return this.records.get(keyOf(accountId, name));
  }

  save(record: ParameterRecord): Promise<void> {
    return this.records.set(keyOf(record.accountId, record.name), record);
  }

  /** All of them in one piece. */
  async delete(records: readonly ParameterRecord[]): Promise<void> {
    await Changes.together(this.records.store, (changes) => {
      for (const { accountId, name } of records) changes.delete(this.records, keyOf(accountId, name));
    });
  }

  /** In the order of their names. */
  of(accountId: string): ParameterRecord[] {
    return this.records
      .values()
      .filter((p) => p.accountId === accountId)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Below a path, in the order of their names. */
  below(accountId: string, path: string, isRecursive: boolean): ParameterRecord[] {
    const folder = path.endsWith('/') ? path : `${path}/`;
    return this.of(accountId).filter(
      ({ name }) => name.startsWith(folder) && (isRecursive || !name.slice(folder.length).includes('/')),
    );
  }

  /**
   * By name, `name:version` or ARN. Undefined when there is none; throws ParameterVersionNotFound when that version is
   * gone.
   */
  find(accountId: string, asked: string): FoundParameter | undefined {
    const { name, record, selector } = this.named(accountId, asked);
    if (record === undefined) return undefined;
    const version = versionOf(record, selector);
    if (version === undefined) {
      throw new ServiceError(
        'ParameterVersionNotFound',
        `Systems Manager could not find version ${selector} of ${name}.`,
      );
    }
    return { record, version, selector: selector === undefined ? undefined : `:${selector}` };
  }

  /** What is asked for by name, `name:version` or ARN. */
  named(accountId: string, asked: string): { name: string; record?: ParameterRecord; selector?: string } {
    const [, ownerId = accountId, path] = /^arn:[^:]+:ssm:[^:]*:(\d{12}):parameter(\/.+)$/.exec(asked) ?? [];
    const [name = '', selector] = (path ?? asked).split(':');
    const record = this.get(ownerId, name) ?? (path === undefined ? undefined : this.get(ownerId, name.slice(1)));
    return { name, record, selector };
  }

  arnOf(accountId: string, name: string): string {
    return `arn:${this.deps.partition}:ssm:${this.deps.region}:${accountId}:parameter/${name.replace(/^\//, '')}`;
  }
}

/** The current version where no other one is selected. */
export const versionOf = ({ versions }: ParameterRecord, selector?: string): ParameterVersion | undefined =>
  selector === undefined ? versions.at(-1) : versions.find(({ version }) => version === Number(selector));

const DEFAULT_KEY = 'alias/aws/ssm';

/** The key for the value that is put; undefined where it is not encrypted. */
export const keyToSealUnder = (
  { Type, KeyId }: Pick<PutParameterCommandInput, 'Type' | 'KeyId'>,
  before: ParameterRecord | undefined,
): string | undefined =>
  (Type ?? before?.type) === 'SecureString' ? (KeyId ?? before?.keyId ?? DEFAULT_KEY) : undefined;

const keyOf = (accountId: string, name: string): string => `${accountId} ${name}`;

/** What a SecureString is sealed for: its ciphertext is of no use under another parameter's name. */
export const sealedFor = (arn: string): Readonly<Record<string, string>> => ({ PARAMETER_ARN: arn });
