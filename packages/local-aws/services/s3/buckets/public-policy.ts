type Json = Readonly<Record<string, unknown>>;

/**
 * Whether a bucket policy is public to S3 Block Public Access (S3 User Guide, "The meaning of 'public'"): a statement
 * allows anybody something, and no condition narrows that down to fixed values of one of these keys. A text that is no
 * policy is not public.
 */
export function isPublicPolicy(policy: string): boolean {
  const { Statement } = JSON.parse(policy) as { readonly Statement?: Json | readonly Json[] };
  return [Statement ?? []].flat().some((each) => each.Effect === 'Allow' && isForAnybody(each) && !isNarrow(each));
}

const isForAnybody = ({ Principal, NotPrincipal }: Json): boolean => {
  if (NotPrincipal !== undefined || Principal === '*') return true;
  const { AWS = [] } = (Principal ?? {}) as { readonly AWS?: string | readonly string[] };
  return [AWS].flat().some((name) => name.includes('*'));
};

/** Keys that make a statement narrow, in lower case. Patterns of `aws:userid` for a role's sessions do not. */
const NARROWING: ReadonlySet<string> = new Set([
  ...['aws:principalorgid', 'aws:principalorgpaths', 'aws:principalaccount', 'aws:principalarn'],
  ...['aws:sourcearn', 'aws:sourcevpc', 'aws:sourcevpce', 'aws:sourceowner', 'aws:sourceaccount', 'aws:userid'],
  ...['s3:x-amz-server-side-encryption-aws-kms-key-id', 's3:dataaccesspointarn', 's3:dataaccesspointaccount'],
]);
const POSITIVE = /^(?:ForAnyValue:)?(?:(?:String|Arn)(?:Equals|EqualsIgnoreCase|Like))$/;

const isNarrow = ({ Condition = {} }: Json): boolean =>
  Object.entries(Condition as Json).some(([operator, keys]) =>
    Object.entries(keys as Json).some(([key, values]) => {
      const texts = [values].flat().map(String);
      if (key.toLowerCase() === 'aws:sourceip') return operator === 'IpAddress' && texts.every(isSmallNetwork);
      return POSITIVE.test(operator) && NARROWING.has(key.toLowerCase()) && texts.every(isFixed);
    }),
  );

const isFixed = (value: string): boolean => !/[*?]|\$\{/.test(value);

/** Wider networks are public to S3: shorter prefixes than these. */
const SHORTEST_PREFIX = { ipv4: 8, ipv6: 32 };

function isSmallNetwork(network: string): boolean {
  const [address = '', bits] = network.split('/');
  const shortest = address.includes(':') ? SHORTEST_PREFIX.ipv6 : SHORTEST_PREFIX.ipv4;
  return isFixed(network) && (bits === undefined || Number(bits) >= shortest);
}
