import { randomBytes } from 'node:crypto';
import type { DecryptCommandInput, EncryptCommandInput, GenerateDataKeyCommandInput } from '@aws-sdk/client-kms';
import { type Operation, ServiceError } from '../../service';
import type { Cipher } from './cipher';
import type { Keys } from './keys';

const ALGORITHM = 'SYMMETRIC_DEFAULT';
const MAX_PLAINTEXT_BYTES = 4096;
const MAX_DATA_KEY_BYTES = 1024;

export const cryptoOperations = (keys: Keys, cipher: Cipher): Readonly<Record<string, Operation>> => ({
  Encrypt: async ({ KeyId = '', Plaintext = new Uint8Array(), EncryptionContext }: EncryptCommandInput) => {
    if (Plaintext.length === 0 || Plaintext.length > MAX_PLAINTEXT_BYTES) {
      throw validation(`Plaintext has ${Plaintext.length} bytes; it may have 1 to ${MAX_PLAINTEXT_BYTES}.`);
    }
    const { key, ciphertext } = await cipher.encrypt(KeyId, Plaintext, EncryptionContext);
    return { CiphertextBlob: ciphertext, KeyId: key.arn, EncryptionAlgorithm: ALGORITHM };
  },

  Decrypt: async ({ KeyId, CiphertextBlob = new Uint8Array(), EncryptionContext }: DecryptCommandInput) => {
    const { key, plaintext } = await cipher.decrypt(CiphertextBlob, EncryptionContext);
    if (KeyId !== undefined && (await keys.find(KeyId)).keyId !== key.keyId) {
      throw new ServiceError(
        'IncorrectKeyException',
        'The key ID in the request does not identify a CMK that can perform this operation.',
      );
    }
    return { Plaintext: plaintext, KeyId: key.arn, EncryptionAlgorithm: ALGORITHM };
  },

  GenerateDataKey: async (input: GenerateDataKeyCommandInput) => {
    const dataKey = randomBytes(dataKeyBytes(input));
    const { key, ciphertext } = await cipher.encrypt(input.KeyId ?? '', dataKey, input.EncryptionContext);
    return { CiphertextBlob: ciphertext, Plaintext: dataKey, KeyId: key.arn };
  },
});

function dataKeyBytes({ KeySpec, NumberOfBytes }: GenerateDataKeyCommandInput): number {
  if ((KeySpec === undefined) === (NumberOfBytes === undefined))
    throw validation('Give either KeySpec or NumberOfBytes, and not both.');
  if (KeySpec !== undefined) return KeySpec === 'AES_128' ? 16 : 32;
  const bytes = NumberOfBytes ?? 0;
  if (bytes < 1 || bytes > MAX_DATA_KEY_BYTES)
    throw validation(`NumberOfBytes is ${bytes}; it may be 1 to ${MAX_DATA_KEY_BYTES}.`);
  return bytes;
}

const validation = (message: string): ServiceError => new ServiceError('ValidationException', message);
