import type { SourceSettings } from '../../../../core/config/types';
import { judgeOwner, judgeTrigger, snapshotEventPatterns } from '../../../../core/snapshots/events';

const source = (id: string, more: Partial<SourceSettings> = {}): SourceSettings => ({
  kind: 'aurora-cluster',
  id,
  engine: 'postgres',
  databases: ['shop'],
  trigger: { snapshots: ['automated', 'manual', 'awsbackup'] },
  priority: 0,
  ...more,
});

const SOURCES = [
  source('foo'),
  source('live', { trigger: { schedule: 'rate(1 day)' } }),
  source('nightly', { trigger: { snapshots: ['automated'] } }),
  source('box', { kind: 'rds-instance', trigger: { snapshots: ['automated', 'awsbackup'] } }),
];

type ArnType = 'cluster-snapshot' | 'snapshot' | 'cluster';
const arn = (type: ArnType, identifier: string, partition = 'aws'): string =>
  `arn:${partition}:rds:eu-west-1:123456789012:${type}:${identifier}`;

const event = (identifier: string, EventID: string, type: ArnType = 'cluster-snapshot') => ({
  source: 'aws.rds',
  'detail-type': type === 'snapshot' ? 'RDS DB Snapshot Event' : 'RDS DB Cluster Snapshot Event',
  detail: { SourceArn: arn(type, identifier), SourceIdentifier: identifier, SourceType: 'CLUSTER_SNAPSHOT', EventID },
});

const outcome = (trigger: unknown, sources = SOURCES): string => {
  const verdict = judgeTrigger(trigger, sources);
  return verdict.verdict === 'IGNORED' ? verdict.reason : verdict.verdict;
};

describe('an event', () => {
  it.each([
    ['an automated snapshot of a cluster', 'rds:foo-2026-11-20-02-04', '0169', 'cluster-snapshot', 'SNAPSHOT'],
    ['a look-alike with a longer name', 'rds:foo-bar-2026-11-20-02-04', '0169', 'cluster-snapshot', 'UNKNOWN_SOURCE'],
    [
      'a look-alike that begins with a year',
      'rds:foo-2026-2026-11-20-02-04',
      '0169',
      'cluster-snapshot',
      'UNKNOWN_SOURCE',
    ],
    ['a look-alike with a shorter name', 'rds:fo-2026-11-20-02-04', '0169', 'cluster-snapshot', 'UNKNOWN_SOURCE'],
    ['a cluster named as an instance is', 'rds:box-2026-11-20-02-04', '0169', 'cluster-snapshot', 'UNKNOWN_SOURCE'],
    ['an instance named as a cluster is', 'rds:foo-2026-11-20-02-04', '0091', 'snapshot', 'UNKNOWN_SOURCE'],
    ['an automated snapshot of an instance', 'rds:box-2026-11-20-02-04', '0091', 'snapshot', 'SNAPSHOT'],
    ['a snapshot still being created', 'rds:foo-2026-11-20-02-04', '0168', 'cluster-snapshot', 'NOT_A_CREATED_EVENT'],
    ['an export that is done', 'rds:foo-2026-11-20-02-04', '0164', 'cluster-snapshot', 'NOT_A_CREATED_EVENT'],
    [
      'the manual event of an automated one',
      'rds:foo-2026-11-20-02-04',
      '0075',
      'cluster-snapshot',
      'NOT_A_CREATED_EVENT',
    ],
    ['an instance event of a cluster', 'rds:foo-2026-11-20-02-04', '0091', 'cluster-snapshot', 'NOT_A_CREATED_EVENT'],
    ['a manual snapshot, whose owner is to be asked for', 'before-upgrade', '0075', 'cluster-snapshot', 'SNAPSHOT'],
    ['AWS Backup’s', 'awsbackup:job-1', '0075', 'cluster-snapshot', 'SNAPSHOT'],
    ['AWS Backup’s copy of an instance’s', 'awsbackup:job-1', '0197', 'snapshot', 'SNAPSHOT'],
    ['a manual one of an instance, taken by no source', 'before-upgrade', '0042', 'snapshot', 'KIND_NOT_CONFIGURED'],
    [
      'an automated one of a scheduled source',
      'rds:live-2026-11-20-02-04',
      '0169',
      'cluster-snapshot',
      'KIND_NOT_CONFIGURED',
    ],
  ] as const)('%s', (_what, identifier, id, type, expected) => {
    expect(outcome(event(identifier, `RDS-EVENT-${id}`, type))).toBe(expected);
  });

  it('whose parts contradict each other is not taken', () => {
    const honest = event('rds:foo-2026-11-20-02-04', 'RDS-EVENT-0169');
    expect(outcome({ ...honest, detail: { ...honest.detail, SourceArn: arn('cluster-snapshot', 'other') } })).toBe(
      'NOT_A_CREATED_EVENT',
    );
    expect(outcome({ ...honest, 'detail-type': 'RDS DB Snapshot Event' })).toBe('NOT_A_CREATED_EVENT');
  });
});

describe('a request', () => {
  const request = (sourceArn: string, more: object = {}) => ({ source: 'lakeferry', sourceArn, ...more });

  it.each([
    ['a snapshot of a configured source', arn('cluster-snapshot', 'rds:foo-2026-11-20-02-04'), 'SNAPSHOT'],
    ['a kind that is not taken by itself', arn('cluster-snapshot', 'rds:live-2026-11-20-02-04'), 'SNAPSHOT'],
    ['a manual snapshot of an instance', arn('snapshot', 'before-upgrade'), 'SNAPSHOT'],
    ['another partition', arn('cluster', 'live', 'aws-cn'), 'CLUSTER'],
    ['a live cluster', arn('cluster', 'live'), 'CLUSTER'],
    ['a live cluster that is not configured', arn('cluster', 'other'), 'UNKNOWN_SOURCE'],
    ['an instance called a cluster', arn('cluster', 'box'), 'UNKNOWN_SOURCE'],
  ])('%s', (_what, sourceArn, expected) => {
    expect(outcome(request(sourceArn))).toBe(expected);
  });

  it.each([
    [undefined],
    [null],
    ['text'],
    [{}],
    [{ source: 'aws.rds', detail: {} }],
    [{ source: 'aws.rds' }],
    [request('arn:aws:s3:::bucket')],
    [request('foo')],
    [request(arn('cluster', 'live'), { scheduledTime: 'tonight' })],
  ])('%j is an InvalidTriggerError', (trigger) => {
    expect(() => judgeTrigger(trigger, SOURCES)).toThrow(expect.objectContaining({ name: 'InvalidTriggerError' }));
  });
});

describe('the owner that RDS names', () => {
  const manual = {
    arn: arn('cluster-snapshot', 'm'),
    identifier: 'm',
    sourceKind: 'aurora-cluster',
    snapshotKind: 'manual',
    isRequested: false,
  } as const;
  it.each([
    ['foo', manual, undefined],
    ['foo-bar', manual, 'UNKNOWN_SOURCE'],
    ['', manual, 'UNKNOWN_SOURCE'],
    ['nightly', manual, 'KIND_NOT_CONFIGURED'],
    ['nightly', { ...manual, isRequested: true }, undefined],
    ['foo', { ...manual, sourceKind: 'rds-instance' }, 'UNKNOWN_SOURCE'],
  ] as const)('%s', (owner, candidate, reason) => {
    expect(judgeOwner(candidate, owner, SOURCES)?.reason).toBe(reason);
  });
});

describe('event patterns', () => {
  interface Pattern {
    readonly source: readonly string[];
    readonly 'detail-type': readonly string[];
    readonly detail: { readonly EventID: readonly string[]; readonly SourceIdentifier?: readonly { prefix: string }[] };
  }
  const matches = (pattern: Pattern, { detail, ...rest }: ReturnType<typeof event>): boolean =>
    pattern.source.includes(rest.source) &&
    pattern['detail-type'].includes(rest['detail-type']) &&
    pattern.detail.EventID.includes(detail.EventID) &&
    (pattern.detail.SourceIdentifier?.some(({ prefix }) => detail.SourceIdentifier.startsWith(prefix)) ?? true);
  const matching = (each: ReturnType<typeof event>, sources = SOURCES): number =>
    snapshotEventPatterns(sources).filter((pattern) => matches(pattern, each)).length;

  it.each([
    ['rds:foo-2026-11-20-02-04', '0169', 'cluster-snapshot', 1],
    ['rds:foo-bar-2026-11-20-02-04', '0169', 'cluster-snapshot', 0],
    ['rds:live-2026-11-20-02-04', '0169', 'cluster-snapshot', 0],
    ['rds:foo-2026-11-20-02-04', '0168', 'cluster-snapshot', 0],
    ['anything', '0075', 'cluster-snapshot', 1],
    ['rds:box-2026-11-20-02-04', '0091', 'snapshot', 1],
    ['anything', '0042', 'snapshot', 0],
    ['awsbackup:job-1', '0042', 'snapshot', 1],
    ['awsbackup:job-1', '0197', 'snapshot', 1],
  ] as const)('%s, %s of a %s: %i rules', (identifier, id, type, rules) => {
    expect(matching(event(identifier, `RDS-EVENT-${id}`, type))).toBe(rules);
  });

  it('never let one event start two executions, however alike the names', () => {
    const alike = [source('foo'), source('foo-20'), source('foo-2026')];
    expect(matching(event('rds:foo-2026-2026-11-20-02-04', 'RDS-EVENT-0169'), alike)).toBe(1);
  });

  it('stay within EventBridge’s 2,048 characters for a hundred long names', () => {
    const many = Array.from({ length: 100 }, (_, i) => source(`${'x'.repeat(60)}${i}`));
    const patterns = snapshotEventPatterns(many);
    for (const pattern of patterns) expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(2048);
    expect(patterns.length).toBeLessThan(10);
  });

  it('are none for sources that a schedule triggers', () => {
    expect(snapshotEventPatterns([SOURCES[1]!])).toEqual([]);
  });
});
