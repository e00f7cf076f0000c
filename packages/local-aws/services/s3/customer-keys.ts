import type { Operation } from '../../service';
import type { Operations } from './context';
import { s3Error } from './errors';

const MEMBERS = ['SSECustomerAlgorithm', 'SSECustomerKey', 'SSECustomerKeyMD5'].flatMap((member) => [
  member,
  `CopySource${member}`,
]);

/** The same operations, which refuse keys of customers: an object would be kept as if it had none, for all to read. */
export const refusingCustomerKeys = (operations: Operations): Operations =>
  Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, refusing(operation)]));

const refusing =
  (operation: Operation): Operation =>
  async (input: Readonly<Record<string, unknown>>, context) => {
    const given = MEMBERS.find((member) => input[member] !== undefined);
    if (given === undefined) return operation(input, context);
    throw s3Error(
      'NotImplemented',
      501,
      `The local S3 has no encryption with keys of customers (SSE-C): leave out ${given}, and give ServerSideEncryption 'aws:kms'.`,
    );
  };
