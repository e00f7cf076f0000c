import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { CATALOG_METRIC } from '../../core/catalog/names';
import { PUBLICATION_METRIC, SORT_METRIC } from '../../core/dynamodb/names';
import { MACHINES, OUTPUT_MACHINES, PUBLISHING_MACHINES, STREAM_MACHINES } from '../../core/machines';
import { PUBLISHING_METRIC } from '../../core/publishing/names';
import { functionFolders } from '../../lib/shared/bundles';
import { LakeferryStack } from '../../lib/shared/lakeferry-stack';
import { TRIES_OF_A_TASK } from '../../lib/shared/lambda-function';
import { Monitoring } from '../../lib/shared/monitoring';
import { createApp } from '../../lib/stacks';
import { deployedFolder } from './replication/deployed-folder';
import { type Definition, OUTPUT, resourcesIn, STREAM, synthesize, synthesized } from './synthesized';

const whole = synthesized('eu-west-1');
const alarms = Object.values(resourcesIn(whole, 'AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
const alarmOf = (name: string) => alarms.find(({ AlarmName }) => AlarmName === deployedFolder(name));
/** Alarms of several outputs, streams and tables share one. */
const articleOf = (alarmName: string): string =>
  alarmName.replace(/^lakeferry-|-(partner|files_source|orders(-orders)?)$/g, '');

/** It waits for what must come. */
const LATE = `late-publication-${STREAM}`;

const OTHERS = [
  ...[
    'foreign-findings',
    'incomplete-exports',
    'undelivered-notices',
    'undelivered-publications',
    'undelivered-triggers',
    'unreadable-landing-lines',
  ],
  ...['failed-objects', 'undelivered-events', 'replication-lag', 'set-aside-objects', 'objects-missing'].map(
    (name) => `${name}-${OUTPUT}`,
  ),
  'undelivered-events-files_source',
  ...['late-delivery', 'oversized-records', 'refused-records', 'unread-changes'].map((name) => `${name}-${STREAM}`),
  LATE,
  // its table has the same name
  `skipped-changes-${STREAM}-orders`,
];

it('watches every function, every machine, incomplete exports and what was not delivered', () =>
  expect(alarms.map(({ AlarmName }) => AlarmName).sort()).toEqual(
    [
      ...[...functionFolders(), ...MACHINES, ...OUTPUT_MACHINES, ...PUBLISHING_MACHINES, ...STREAM_MACHINES].map(
        deployedFolder,
      ),
      ...OTHERS.map((name) => `lakeferry-${name}`),
    ].sort(),
  ));

it.each(alarms.map((alarm) => [alarm.AlarmName, alarm]))('%s says what to do and where to look', (alarmName, alarm) => {
  // references to this stack's resources make a Join of it
  const text = JSON.stringify(alarm.AlarmDescription);
  expect(text).toContain(`docs/runbook.md#${articleOf(alarmName)}.`);
  expect(text).toMatch(/https:\/\/eu-west-1\.console\.aws\.amazon\.com\//);
  expect(text.length).toBeLessThan(1024);
});

it.each(alarms.map(({ AlarmName }) => AlarmName))('%s has an article', (alarmName) =>
  expect(readFileSync(join(__dirname, '../../docs/runbook.md'), 'utf8')).toContain(`\n## ${articleOf(alarmName)}\n`),
);

const failures = alarms.filter(({ AlarmName }) => AlarmName !== deployedFolder(LATE));
it.each(failures.map((alarm) => [alarm.AlarmName, alarm]))('%s takes silence for good', (_name, alarm) =>
  expect(alarm).toMatchObject({
    TreatMissingData: 'notBreaching',
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  }),
);

it.each([...MACHINES, ...OUTPUT_MACHINES, ...PUBLISHING_MACHINES, ...STREAM_MACHINES])(
  '%s is alarming with one execution that did not succeed',
  (name) => {
    const { Threshold, Metrics } = alarmOf(name);
    expect(Threshold).toBe(1);
    expect(JSON.stringify(Metrics)).toMatch(/ExecutionsFailed.*ExecutionsTimedOut.*ExecutionsAborted/);
  },
);

/** Lambda itself tries it three times, a queue eight times, Firehose four times; a machine's Task tries the others. */
const TRIES: Readonly<Record<string, number>> = {
  'notify-failure': 3,
  'replicate-object': 8,
  'flatten-items': 4,
  'tell-progress': 12,
};
const triesOf = (name: string): number => TRIES[name] ?? TRIES_OF_A_TASK;

it.each(functionFolders())('%s is alarming when its caller may have given it up', (name) => {
  expect(alarmOf(name)).toMatchObject({ MetricName: 'Errors', Statistic: 'Sum', Threshold: triesOf(name) });
});

it('knows how often a Task tries', () => {
  const retries = Object.values(whole.machines)
    .flatMap(tasksOf)
    .filter(({ Resource }) => Resource.endsWith(':lambda:invoke'))
    .flatMap(({ Retry }) => Retry as { ErrorEquals: string[]; MaxAttempts: number }[])
    .filter(({ ErrorEquals }) => ErrorEquals.some((error) => error.startsWith('Lambda.')));
  expect(retries.length).toBeGreaterThan(0);
  for (const { MaxAttempts } of retries) expect(MaxAttempts + 1).toBe(TRIES_OF_A_TASK);
});

it('tells the topic of each alarm', () => {
  expect(alarms.map(({ AlarmActions }) => JSON.stringify(AlarmActions))).toEqual(
    alarms.map(() => expect.stringMatching(/Notices/)),
  );
});

it('tells nobody where no address is configured', () => {
  const { operations, ...others } = synthesize({ ...whole.settings, notifications: { mail: [] } });
  expect(operations).toBeUndefined();
  const quiet = Object.values(resourcesIn(others, 'AWS::CloudWatch::Alarm'));
  expect(quiet.length).toBeGreaterThan(0);
  expect(quiet.filter(({ Properties }) => Properties.AlarmActions !== undefined)).toEqual([]);
});

it('counts incomplete exports where plan-copy counts them', () =>
  expect(alarmOf('incomplete-exports')).toMatchObject({
    Namespace: 'Lakeferry',
    MetricName: PUBLISHING_METRIC.incompleteExports,
    Dimensions: [{ Name: 'service', Value: 'plan-copy' }],
    Statistic: 'Sum',
    Threshold: 1,
  }));

it('counts ways of others where apply-governance counts them', () =>
  expect(alarmOf('foreign-findings')).toMatchObject({
    Namespace: 'Lakeferry',
    MetricName: CATALOG_METRIC.foreignFindings,
    Dimensions: [{ Name: 'service', Value: 'apply-governance' }],
    Statistic: 'Sum',
    Threshold: 1,
  }));

it('takes 36 hours without a committed publication for late, as commit-publication reports them', () =>
  expect(alarmOf(LATE)).toMatchObject({
    Namespace: 'Lakeferry',
    MetricName: PUBLICATION_METRIC.datesPublished,
    Dimensions: [
      { Name: 'entry', Value: STREAM },
      { Name: 'service', Value: 'commit-publication' },
    ],
    Statistic: 'SampleCount',
    ...{ Threshold: 1, ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'breaching' },
    // CloudWatch takes periods of an hour for up to seven days
    ...{ Period: 3600, EvaluationPeriods: 36 },
  }));

it('counts lines that are no rows where sort-rows counts them', () =>
  expect(alarmOf('unreadable-landing-lines')).toMatchObject({
    Namespace: 'Lakeferry',
    MetricName: SORT_METRIC.unreadable,
    Dimensions: [{ Name: 'service', Value: 'sort-rows' }],
    Statistic: 'Sum',
    Threshold: 1,
  }));

it('tells whomever the action says', () => {
  const stack = new LakeferryStack(createApp(), 'stack', { settings: whole.settings });
  const metric = new Metric({ namespace: 'N', metricName: 'M' });
  const watched = { name: 'copy-batch', says: 'It failed.', metric, console: 'https://console' };
  new Monitoring({ bind: () => ({ alarmActionArn: 'topic' }) }).watch(stack, watched);
  Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmActions: ['topic'] });
});

function tasksOf(node: Definition): Definition[] {
  if (typeof node !== 'object' || node === null) return [];
  return [...(node.Type === 'Task' ? [node] : []), ...Object.values(node).flatMap(tasksOf)];
}
