import { fieldPath, type Problem } from '../problems';

/** Account numbers of AWS's documentation and of examples. Real accounts of strangers may have them. */
const EXAMPLE_ACCOUNT = /^(?:123456789012|111122223333|444455556666|(\d)\1{11})$/;

/**
 * Every account number of the settings that is an example's, alone or in an ARN. Deployed, it could share the lake with
 * a stranger.
 */
export function judgeExampleAccounts(settings: unknown): Problem[] {
  return stringsIn(settings, []).flatMap(({ path, value }) => {
    const account = accountOf(value);
    if (account === undefined || !EXAMPLE_ACCOUNT.test(account)) return [];
    const fix = `names account ${account}, which is an example's: give the number of your own account, or leave the field out.`;
    return [{ path: fieldPath(path), value, fix }];
  });
}

/** The account that a value names: twelve digits, or the fifth part of an ARN. */
const accountOf = (value: string): string | undefined =>
  /^\d{12}$/.test(value) ? value : /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(value)?.[1];

interface Found {
  readonly path: readonly PropertyKey[];
  readonly value: string;
}

function stringsIn(value: unknown, path: readonly PropertyKey[]): Found[] {
  if (typeof value === 'string') return [{ path, value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    stringsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}
