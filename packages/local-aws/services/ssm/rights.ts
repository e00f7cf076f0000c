import type { PutParameterCommandInput } from '@aws-sdk/client-ssm';
import type { Needed, Rights } from '../../authorization/rights';
import { type Kms, keyIdOf } from '../kms';
import { keyToSealUnder, type ParameterRecord, type Parameters, type ParameterVersion, versionOf } from './parameters';

interface Input extends Pick<PutParameterCommandInput, 'Type' | 'KeyId' | 'Tier'> {
  readonly Name?: string;
  readonly Names?: readonly string[];
  readonly Path?: string;
  readonly Recursive?: boolean;
  readonly WithDecryption?: boolean;
}

/** A parameter and those of its versions that a call decrypts. */
type Read = readonly [record: ParameterRecord, versions: readonly (ParameterVersion | undefined)[]];

/**
 * Service Authorization Reference, "AWS Systems Manager": each parameter by its ARN. Parameter Store uses the key of a
 * SecureString in the caller's name: "AWS KMS encryption for Parameter Store SecureString parameters".
 */
export function ssmRights(parameters: Parameters, { keyUse }: Pick<Kms, 'keyUse'>): Rights {
  const { partition, region: own } = parameters.deps;
  const use = (key: string, action: string, arn: string): Promise<readonly Needed[]> =>
    keyUse(key, action, {
      'kms:ViaService': `ssm.${own}.amazonaws.com`,
      'kms:EncryptionContext:PARAMETER_ARN': arn,
    });
  const sealing = async (input: Input, accountId: string): Promise<readonly Needed[]> => {
    const { Name = '', Tier = 'Standard' } = input;
    const before = parameters.get(accountId, Name);
    const key = keyToSealUnder(input, before);
    const action = Tier === 'Standard' ? 'kms:Encrypt' : 'kms:GenerateDataKey';
    return key === undefined ? [] : use(key, action, before?.arn ?? parameters.arnOf(accountId, Name));
  };
  const unsealing = async ([{ type, arn }, versions]: Read): Promise<readonly Needed[]> => {
    const sealed = type === 'SecureString' ? versions : [];
    const keys = new Set(sealed.flatMap((version) => keyIdOf(Buffer.from(version?.value ?? '', 'base64')) ?? []));
    return (await Promise.all([...keys].map((key) => use(key, 'kms:Decrypt', arn)))).flat();
  };
  const readBy = (operation: string, { Name, Names, Path, Recursive = false }: Input, accountId: string): Read[] => {
    if (Path !== undefined)
      return parameters.below(accountId, Path, Recursive).map((record) => [record, [record.versions.at(-1)]]);
    return (Names ?? [Name ?? '']).flatMap((name): Read[] => {
      const { record, selector } = parameters.named(accountId, name);
      if (record === undefined) return [];
      return [[record, operation === 'GetParameterHistory' ? record.versions : [versionOf(record, selector)]]];
    });
  };
  return async (operation, input: Input, { accountId, region }) => {
    const { Name, Names, Path, WithDecryption = false } = input;
    const named = Names ?? [Name ?? Path].flatMap((each) => each ?? []);
    if (named.length === 0) return undefined;
    const start = `arn:${partition}:ssm:${region}:${accountId}:parameter/`;
    const needed = named.map((name) => ({
      action: `ssm:${operation}`,
      // a version or label stands behind a colon and is no part of the ARN
      resource: name.startsWith('arn:') ? name : start + name.replace(/^\//, '').replace(/:[^:]*$/, ''),
    }));
    if (operation === 'PutParameter') return [...needed, ...(await sealing(input, accountId))];
    const reads = WithDecryption ? readBy(operation, input, accountId) : [];
    return [...needed, ...(await Promise.all(reads.map(unsealing))).flat()];
  };
}
