import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ServiceError } from '../../service';
import type { KeyRecord, Keys } from './keys';

export type EncryptionContext = Readonly<Record<string, string>>;

/** AES-256-GCM under KMS keys: what other services (SSM) use in process, the same as over HTTP. */
export interface Cipher {
  encrypt(keyName: string, plaintext: Uint8Array, context?: EncryptionContext): Promise<Sealed>;
  /** Throws InvalidCiphertextException for a blob that is not ours, was changed, or was sealed in another context. */
  decrypt(ciphertext: Uint8Array, context?: EncryptionContext): Promise<Opened>;
}

export interface Sealed {
  readonly key: KeyRecord;
  readonly ciphertext: Uint8Array;
}

export interface Opened {
  readonly key: KeyRecord;
  readonly plaintext: Uint8Array;
}

const VERSION = 1;
const KEY_ID_BYTES = 16;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + KEY_ID_BYTES + IV_BYTES + TAG_BYTES;

/** Blob: version, key id, IV, tag, encrypted bytes. */
export function createCipher(keys: Keys): Cipher {
  return {
    async encrypt(keyName, plaintext, context = {}) {
      const key = await keys.usable(keyName);
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', Buffer.from(key.material, 'base64'), iv).setAAD(canonical(context));
      const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
      const id = Buffer.from(key.keyId.replaceAll('-', ''), 'hex');
      return { key, ciphertext: Buffer.concat([Uint8Array.of(VERSION), id, iv, cipher.getAuthTag(), sealed]) };
    },
    async decrypt(ciphertext, context = {}) {
      const blob = Buffer.from(ciphertext);
      const keyId = keyIdOf(blob);
      if (keyId === undefined || !keys.records.has(keyId)) throw invalidCiphertext();
      const key = await keys.usable(keyId);
      const iv = blob.subarray(1 + KEY_ID_BYTES, 1 + KEY_ID_BYTES + IV_BYTES);
      const opener = createDecipheriv('aes-256-gcm', Buffer.from(key.material, 'base64'), iv, {
        authTagLength: TAG_BYTES,
      })
        .setAAD(canonical(context))
        .setAuthTag(blob.subarray(HEAD_BYTES - TAG_BYTES, HEAD_BYTES));
      try {
        return { key, plaintext: Buffer.concat([opener.update(blob.subarray(HEAD_BYTES)), opener.final()]) };
      } catch {
        throw invalidCiphertext();
      }
    },
  };
}

/** The key that a blob says it is encrypted under; undefined for what is no blob of ours. */
export function keyIdOf(ciphertext: Uint8Array): string | undefined {
  if (ciphertext.length < HEAD_BYTES || ciphertext[0] !== VERSION) return undefined;
  const hex = Buffer.from(ciphertext.subarray(1, 1 + KEY_ID_BYTES)).toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The order in which a context's pairs were given must not matter. */
const canonical = (context: EncryptionContext): Buffer =>
  Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))));

const invalidCiphertext = (): ServiceError =>
  new ServiceError(
    'InvalidCiphertextException',
    'The ciphertext is not one of this service, was changed, or has another encryption context.',
  );
