import fc from 'fast-check';
import { namesOf } from '../../../core/deployed-names';
import { type DeepestCause, failureNotice, type Notice, warningNotice } from '../../../core/operations/notice';
import { noticeSubject, noticeText } from '../../../core/operations/notice-text';
import type { StatusChange } from '../../../core/operations/status-change';
import type { RunSubject } from '../../../core/operations/subject-of-run';

const names = namesOf({});
const STATES = 'arn:aws:states:eu-west-1:111111111111';
const RUN = `${STATES}:execution:lakeferry-export-snapshot:b1`;
const CRAWL = `${STATES}:execution:lakeferry-catalog-tables:c1`;

const ended = (more: Partial<StatusChange> = {}): StatusChange => ({
  executionArn: RUN,
  stateMachineArn: `${STATES}:stateMachine:lakeferry-export-snapshot`,
  name: 'b1',
  status: 'FAILED',
  stopDate: Date.UTC(2026, 0, 15, 2, 11, 5, 123),
  redriveCount: 0,
  redriveStatus: 'REDRIVABLE',
  ...more,
});
const subject: RunSubject = { source: 'orders-eu', date: '2026-01-15' };
const crawlFailed: DeepestCause = {
  executionArn: CRAWL,
  error: 'CrawlFailedError',
  message:
    'The crawl of lakeferry_orders_eu_shop that began at 2026-01-15T02:10:00.000Z failed: Internal Service Exception. Its log: https://logs. ' +
    'Remove the cause, then redrive this execution.',
  state: 'CrawlTables',
};
const failure = (more: Partial<StatusChange> = {}, deepest: Partial<DeepestCause> = {}, about = subject): Notice =>
  failureNotice({ ended: ended(more), subject: about, names }, { ...crawlFailed, ...deepest });

const mailOf = (notice: Notice): string => `${noticeSubject(notice)}\n---\n${noticeText(notice)}`;
const CONSOLE = `Console:  https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/${RUN}`;

it('of a failure says what failed, why, where, what to do and how to redrive', () =>
  expect(mailOf(failure())).toBe(`\
lakeferry: orders-eu of 2026-01-15 failed: CrawlFailedError
---
orders-eu of 2026-01-15: export-snapshot failed at 2026-01-15T02:11:05Z.

Why:      CrawlFailedError: The crawl of lakeferry_orders_eu_shop that began at 2026-01-15T02:10:00.000Z failed: Internal Service Exception.
Where:    state CrawlTables of ${CRAWL}
To do:    Read the crawl's log and remove the cause. A redrive starts a new crawl and copies nothing again.
Redrive:  npx lakeferry redrive ${RUN} (until 2026-01-29T02:11:05Z; in the console: Actions, Redrive)
Details:  npx lakeferry show ${RUN}
Runbook:  docs/runbook.md#crawlfailederror
${CONSOLE}
`));

it('of a failure that a redrive cannot mend says so', () =>
  expect(
    mailOf(
      failure(
        { redriveCount: 2 },
        { executionArn: RUN, error: 'ExportMissingError', message: 'It has expired.', state: undefined },
      ),
    ),
  ).toBe(`\
lakeferry: orders-eu of 2026-01-15 failed: ExportMissingError
---
orders-eu of 2026-01-15: export-snapshot failed at 2026-01-15T02:11:05Z, after 2 redrives.

Why:      ExportMissingError: It has expired.
To do:    The raw export has expired. Export the snapshot again with "rerun": true.
Redrive:  It does not help: the same end would come again.
Details:  npx lakeferry show ${RUN}
Runbook:  docs/runbook.md#exportmissingerror
${CONSOLE}
`));

it('of a timeout gives the state that took so long', () =>
  expect(
    mailOf(
      failure(
        { status: 'TIMED_OUT', redriveCount: 1 },
        { executionArn: RUN, error: 'States.Timeout', message: '', state: 'WaitForSlot' },
      ),
    ),
  ).toBe(`\
lakeferry: orders-eu of 2026-01-15 timed out: States.Timeout
---
orders-eu of 2026-01-15: export-snapshot timed out at 2026-01-15T02:11:05Z, after a redrive.

Why:      States.Timeout
Where:    state WaitForSlot
To do:    Look at the log of the function for what took so long.
Redrive:  npx lakeferry redrive ${RUN} (until 2026-01-29T02:11:05Z; in the console: Actions, Redrive)
Details:  npx lakeferry show ${RUN}
Runbook:  docs/runbook.md#statestimeout
${CONSOLE}
`));

it('of several databases names each with its own cause and remedy', () => {
  const databases = [
    { glueDatabase: 'orders_eu_shop', ...crawlFailed },
    { glueDatabase: 'orders_eu_stock', error: 'OtherError', message: 'It is broken.', executionArn: CRAWL },
  ];
  const text = noticeText(
    failure(
      {},
      { executionArn: RUN, error: 'DatabasesFailedError', message: '2 of 3 databases failed. Remove.', databases },
    ),
  );
  expect(text).toContain(`\
Why:      DatabasesFailedError: 2 of 3 databases failed.
Database: orders_eu_shop: CrawlFailedError: The crawl of lakeferry_orders_eu_shop that began at 2026-01-15T02:10:00.000Z failed: Internal Service Exception. (${CRAWL})
          Read the crawl's log and remove the cause. A redrive starts a new crawl and copies nothing again.
Database: orders_eu_stock: OtherError: It is broken. (${CRAWL})
          Remove the cause.
`);
  expect(text).toContain('To do:    Remove the cause of each database that is named.');
});

it('of a run that was stopped asks whether that was on purpose; without a known source it names the execution', () =>
  expect(
    mailOf(
      failure(
        { status: 'ABORTED', redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: 'The execution history is full.' },
        { executionArn: RUN, error: '', message: '', state: 'StartExport' },
        {},
      ),
    ),
  ).toBe(`\
lakeferry: b1 was stopped
---
b1: export-snapshot was stopped at 2026-01-15T02:11:05Z.

Why:      Step Functions gives no cause.
Where:    state StartExport
To do:    If it was stopped on purpose, nothing: the next snapshot is exported as usual.
Redrive:  It cannot be redriven: The execution history is full.
Details:  npx lakeferry show ${RUN}
${CONSOLE}
`));

it('of a success with a warning says what is missing', () =>
  expect(
    mailOf(
      warningNotice(
        {
          ended: ended({
            status: 'SUCCEEDED',
            stateMachineArn: `${STATES}:stateMachine:lakeferry-test-export-snapshot`,
          }),
          subject,
          names: namesOf({ name: 'test' }),
        },
        '2 tables are missing.',
      ),
    ),
  ).toBe(`\
lakeferry-test: orders-eu of 2026-01-15 is incomplete
---
orders-eu of 2026-01-15: export-snapshot succeeded at 2026-01-15T02:11:05Z, but the date is incomplete.

What:     2 tables are missing.
To do:    Read what is missing in the completeness report: docs/runbook.md#incomplete-exports.
Details:  npx lakeferry show ${RUN}
${CONSOLE}
`));

it('has a subject that SNS takes, whatever the source and the error are called', () =>
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: 'binary', maxLength: 300 }),
      (source, error) => {
        const text = noticeSubject(failure({}, { error }, { source, date: '2026-01-15' }));
        expect(text).toMatch(/^lakeferry: [ -~]*$/);
        expect(text.length).toBeLessThan(100);
      },
    ),
  ));
