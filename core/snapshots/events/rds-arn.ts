/** What an RDS ARN names, of the three kinds that can be exported. */
export interface ExportableArn {
  readonly type: 'cluster-snapshot' | 'snapshot' | 'cluster';
  readonly identifier: string;
}

/** `undefined` for any ARN that cannot be exported, and for what is no ARN. */
export function parseExportableArn(arn: string): ExportableArn | undefined {
  const match = /^arn:[^:]+:rds:[^:]+:\d*:(cluster-snapshot|snapshot|cluster):(.+)$/.exec(arn);
  return match === null ? undefined : { type: match[1] as ExportableArn['type'], identifier: match[2]! };
}

/** `rds:<id>-YYYY-MM-DD-HH-MM`: the id, which may itself hold hyphens and digits. */
export function sourceIdOfAutomated(snapshotIdentifier: string): string | undefined {
  return /^rds:(.+)-\d{4}-\d{2}-\d{2}-\d{2}-\d{2}$/.exec(snapshotIdentifier)?.[1];
}

/** By the identifier alone: RDS and AWS Backup reserve their prefixes. */
export function snapshotKindOf(snapshotIdentifier: string): 'automated' | 'manual' | 'awsbackup' {
  if (snapshotIdentifier.startsWith('rds:')) return 'automated';
  return snapshotIdentifier.startsWith('awsbackup:') ? 'awsbackup' : 'manual';
}
