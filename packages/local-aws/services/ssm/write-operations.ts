import type {
  DeleteParameterCommandInput,
  DeleteParametersCommandInput,
  PutParameterCommandInput,
} from '@aws-sdk/client-ssm';
import { type Operation, type RequestContext, ServiceError } from '../../service';
import type { SsmDependencies } from './dependencies';
import { keyToSealUnder, type ParameterRecord, type Parameters, sealedFor } from './parameters';

const MAX_STANDARD_BYTES = 4096;
const MAX_ADVANCED_BYTES = 8192;
/** The service keeps the newest 100. */
const MAX_VERSIONS = 100;
const NAME = /^[\w./-]{1,1011}$/;

export const writeOperations = (
  parameters: Parameters,
  deps: SsmDependencies,
): Readonly<Record<string, Operation>> => ({
  PutParameter: (input: PutParameterCommandInput, context: RequestContext) =>
    putParameter(parameters, deps, input, context),
  DeleteParameter: async ({ Name = '' }: DeleteParameterCommandInput, { accountId }: RequestContext) => {
    const record = parameters.get(accountId, Name);
    if (record === undefined) throw new ServiceError('ParameterNotFound', `Parameter ${Name} not found.`);
    await parameters.delete([record]);
    return {};
  },
  DeleteParameters: async ({ Names = [] }: DeleteParametersCommandInput, { accountId }: RequestContext) => {
    const found = Names.flatMap((name) => parameters.get(accountId, name) ?? []);
    await parameters.delete(found);
    const deleted = found.map((record) => record.name);
    return { DeletedParameters: deleted, InvalidParameters: Names.filter((name) => !deleted.includes(name)) };
  },
});

async function putParameter(
  parameters: Parameters,
  { clock, cipher }: SsmDependencies,
  input: PutParameterCommandInput,
  { accountId }: RequestContext,
): Promise<object> {
  const { Name = '', Value = '', Overwrite = false } = input;
  const before = parameters.get(accountId, Name);
  checkPut(input, before);
  const type = input.Type ?? before?.type ?? 'String';
  const arn = before?.arn ?? parameters.arnOf(accountId, Name);
  const keyId = keyToSealUnder(input, before);
  const value = keyId === undefined ? Value : await seal(cipher, keyId, Value, arn);
  // Sealing took its time: another Put may have been faster.
  const latest = parameters.get(accountId, Name);
  if (latest !== before && !Overwrite) throw alreadyExists();
  const version = (latest?.versions.at(-1)?.version ?? 0) + 1;
  await parameters.save({
    accountId,
    name: Name,
    arn,
    type,
    keyId,
    dataType: input.DataType ?? latest?.dataType ?? 'text',
    description: input.Description ?? latest?.description,
    versions: [...(latest?.versions ?? []), { version, value, modifiedAt: clock.now() }].slice(-MAX_VERSIONS),
  });
  return { Version: version, Tier: input.Tier ?? 'Standard' };
}

const seal = async (cipher: SsmDependencies['cipher'], keyId: string, value: string, arn: string): Promise<string> => {
  const { ciphertext } = await cipher.encrypt(keyId, Buffer.from(value), sealedFor(arn));
  return Buffer.from(ciphertext).toString('base64');
};

function checkPut(
  { Name = '', Value = '', Type, Overwrite = false, Tier }: PutParameterCommandInput,
  before: ParameterRecord | undefined,
): void {
  if (!NAME.test(Name)) throw validation(`Parameter name '${Name}' may hold letters, digits and . - _ /.`);
  if (/^\/?(aws|ssm)/i.test(Name)) throw validation(`Parameter name '${Name}': names must not begin with aws or ssm.`);
  if (Name.includes('/') && !Name.startsWith('/'))
    throw validation(`Parameter name '${Name}' must begin with '/': it is a path.`);
  if (before !== undefined && !Overwrite) throw alreadyExists();
  if (before === undefined && Type === undefined)
    throw validation('A parameter type is required when you create a parameter.');
  if (
    before !== undefined &&
    Type !== undefined &&
    Type !== before.type &&
    (Type === 'SecureString' || before.type === 'SecureString')
  ) {
    throw new ServiceError(
      'HierarchyTypeMismatchException',
      `${Name} is a ${before.type}; it cannot become a ${Type}. Delete it first.`,
    );
  }
  const most = Tier === 'Advanced' || Tier === 'Intelligent-Tiering' ? MAX_ADVANCED_BYTES : MAX_STANDARD_BYTES;
  if (Value === '' || Buffer.byteLength(Value) > most)
    throw validation(`The value of ${Name} may have 1 to ${most} bytes.`);
}

const alreadyExists = (): ServiceError =>
  new ServiceError(
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
  );
const validation = (message: string): ServiceError => new ServiceError('ValidationException', message);
