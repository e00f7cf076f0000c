import type {
  DescribeParametersCommandInput,
  GetParameterCommandInput,
  GetParameterHistoryCommandInput,
  GetParametersByPathCommandInput,
  GetParametersCommandInput,
  Parameter,
} from '@aws-sdk/client-ssm';
import { type Operation, type RequestContext, ServiceError } from '../../service';
import type { Cipher } from '../kms';
import { pageOf } from '../page';
import { type FoundParameter, type Parameters, sealedFor } from './parameters';

const MAX_NAMES = 10;
const MAX_PER_PAGE = 10;
const MAX_DESCRIBED = 50;
const BAD_TOKEN = 'InvalidNextToken';

export const readOperations = (parameters: Parameters, cipher: Cipher): Readonly<Record<string, Operation>> => ({
  GetParameter: async ({ Name = '', WithDecryption }: GetParameterCommandInput, { accountId }: RequestContext) => {
    const found = parameters.find(accountId, Name);
    if (found === undefined) throw notFound(Name);
    return { Parameter: await answer(cipher, found, WithDecryption) };
  },
  GetParameters: (input: GetParametersCommandInput, { accountId }: RequestContext) =>
    getParameters(parameters, cipher, input, accountId),
  GetParametersByPath: (input: GetParametersByPathCommandInput, { accountId }: RequestContext) =>
    getByPath(parameters, cipher, input, accountId),
  GetParameterHistory: async (input: GetParameterHistoryCommandInput, { accountId }: RequestContext) => {
    const { Name = '', WithDecryption, MaxResults = MAX_DESCRIBED, NextToken } = input;
    const found = parameters.find(accountId, Name);
    if (found === undefined) throw notFound(Name);
    const { items, next } = pageOf(found.record.versions, NextToken, MaxResults, BAD_TOKEN);
    const all = items.map((version) => answer(cipher, { ...found, version }, WithDecryption));
    return { Parameters: await Promise.all(all), NextToken: next };
  },
  DescribeParameters: async (input: DescribeParametersCommandInput, { accountId }: RequestContext) => {
    const { items, next } = pageOf(
      parameters.of(accountId),
      input.NextToken,
      input.MaxResults ?? MAX_DESCRIBED,
      BAD_TOKEN,
    );
    return {
      Parameters: items.map(({ name, arn, type, keyId, description, dataType, versions }) => ({
        Name: name,
        ARN: arn,
        Type: type,
        KeyId: keyId,
        Description: description,
        DataType: dataType,
        Version: versions.at(-1)?.version,
        LastModifiedDate: new Date(versions.at(-1)?.modifiedAt ?? 0),
        Tier: 'Standard',
      })),
      NextToken: next,
    };
  },
});

async function getParameters(
  parameters: Parameters,
  cipher: Cipher,
  { Names = [], WithDecryption }: GetParametersCommandInput,
  accountId: string,
): Promise<object> {
  if (Names.length === 0 || Names.length > MAX_NAMES)
    throw validation(`Names has ${Names.length} entries; it may have 1 to ${MAX_NAMES}.`);
  const found = Names.map((name) => ({ name, parameter: versionOrNothing(parameters, accountId, name) }));
  const known = found.flatMap(({ parameter }) => parameter ?? []);
  return {
    Parameters: await Promise.all(known.map((p) => answer(cipher, p, WithDecryption))),
    InvalidParameters: found.filter(({ parameter }) => parameter === undefined).map(({ name }) => name),
  };
}

/** GetParameters counts a missing version among the invalid names. */
function versionOrNothing(parameters: Parameters, accountId: string, name: string): FoundParameter | undefined {
  try {
    return parameters.find(accountId, name);
  } catch {
    return undefined;
  }
}

async function getByPath(
  parameters: Parameters,
  cipher: Cipher,
  {
    Path = '',
    Recursive = false,
    WithDecryption,
    MaxResults = MAX_PER_PAGE,
    NextToken,
    ParameterFilters,
  }: GetParametersByPathCommandInput,
  accountId: string,
): Promise<object> {
  if (!Path.startsWith('/')) throw validation(`Path '${Path}' must begin with '/'.`);
  if (MaxResults < 1 || MaxResults > MAX_PER_PAGE)
    throw validation(`MaxResults is ${MaxResults}; it may be 1 to ${MAX_PER_PAGE}.`);
  if (ParameterFilters?.length) throw new ServiceError('InvalidFilterKey', 'ParameterFilters are not served locally.');
  const { items, next } = pageOf(parameters.below(accountId, Path, Recursive), NextToken, MaxResults, BAD_TOKEN);
  const answers = items.map((record) => answer(cipher, { record, version: record.versions.at(-1)! }, WithDecryption));
  return { Parameters: await Promise.all(answers), NextToken: next };
}

async function answer(
  cipher: Cipher,
  { record, version, selector }: FoundParameter,
  withDecryption = false,
): Promise<Parameter> {
  const isSealed = record.type === 'SecureString' && withDecryption;
  return {
    Name: record.name,
    ARN: record.arn,
    Type: record.type,
    DataType: record.dataType,
    Version: version.version,
    Selector: selector,
    LastModifiedDate: new Date(version.modifiedAt),
    Value: isSealed ? await unseal(cipher, version.value, record.arn) : version.value,
  };
}

async function unseal(cipher: Cipher, value: string, arn: string): Promise<string> {
  const { plaintext } = await cipher.decrypt(Buffer.from(value, 'base64'), sealedFor(arn));
  return Buffer.from(plaintext).toString();
}

const notFound = (name: string): ServiceError => new ServiceError('ParameterNotFound', `Parameter ${name} not found.`);
const validation = (message: string): ServiceError => new ServiceError('ValidationException', message);
