const CONSOLE_DOMAINS: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

export interface LogPlace {
  readonly partition: string;
  readonly region: string;
  readonly group: string;
  readonly stream: string;
  /** Begins the lines of one crawl: its id. */
  readonly prefix?: string;
}

/** The crawl's log in the CloudWatch console. */
export function logLink({ partition, region, group, stream, prefix }: LogPlace): string {
  const domain = CONSOLE_DOMAINS[partition] ?? CONSOLE_DOMAINS.aws;
  const filter = prefix === undefined ? '' : `$3FfilterPattern$3D${dollarEncoded(`"${prefix}"`)}`;
  return `https://${region}.${domain}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${dollarEncoded(group)}/log-events/${dollarEncoded(stream)}${filter}`;
}

/** The console reads names encoded twice, with `$` in the place of `%`. */
const dollarEncoded = (text: string): string => encodeURIComponent(encodeURIComponent(text)).replaceAll('%', '$');
