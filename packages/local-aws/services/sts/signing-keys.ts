import { createPrivateKey, createPublicKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { DurableMap, type Store } from '../../store';

export const SIGNING_ALGORITHMS = ['ES384', 'RS256'] as const;
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

export interface PublicKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly jwk: JsonWebKey;
}

/** Public keys of an issuer, by its URL; undefined for one that is not known. */
export type KeysOfIssuer = (issuer: string) => readonly PublicKey[] | undefined;

interface KeyRecord {
  readonly issuer: string;
  readonly algorithm: SigningAlgorithm;
  readonly kid: string;
  /** PKCS 8, PEM. */
  readonly privateKey: string;
}

/** One key for each issuer and algorithm, made when it is first needed, durable. */
export class SigningKeys {
  private constructor(readonly keys: DurableMap<KeyRecord>) {}

  static async load(store: Store): Promise<SigningKeys> {
    return new SigningKeys(await DurableMap.load(store, 'sts-signing-keys'));
  }

  async keyOf(issuer: string, algorithm: SigningAlgorithm) {
    const name = `${issuer} ${algorithm}`;
    const record = this.keys.get(name) ?? { issuer, algorithm, kid: `${algorithm}-1`, privateKey: newKey(algorithm) };
    if (!this.keys.has(name)) await this.keys.set(name, record);
    return { kid: record.kid, privateKey: createPrivateKey(record.privateKey) };
  }

  readonly publicKeys: KeysOfIssuer = (issuer) => {
    const own = this.keys.values().filter((each) => each.issuer === issuer);
    if (own.length === 0) return undefined;
    return own.map(({ kid, algorithm, privateKey }) => ({
      kid,
      algorithm,
      jwk: createPublicKey(createPrivateKey(privateKey)).export({ format: 'jwk' }),
    }));
  };
}

const PEM = { type: 'pkcs8', format: 'pem' } as const;

const newKey = (algorithm: SigningAlgorithm): string =>
  (algorithm === 'ES384'
    ? generateKeyPairSync('ec', { namedCurve: 'P-384' })
    : generateKeyPairSync('rsa', { modulusLength: 2048 })
  ).privateKey.export(PEM) as string;
