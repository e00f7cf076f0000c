import type { DatabaseFailure, FailureNotice, Notice } from './notice';

/**
 * SNS: less than 100 characters, no line breaks or control characters. Kept to ASCII, so that no mail reader has to
 * decode it.
 */
const MAX_SUBJECT_CHARS = 99;

/** The mail's subject: what, when, how it ended. */
export function noticeSubject(notice: Notice): string {
  const why = notice.outcome === 'INCOMPLETE' || notice.error === '' ? '' : `: ${notice.error}`;
  const ending = notice.outcome === 'INCOMPLETE' ? 'is incomplete' : ENDINGS[notice.outcome];
  const text = `${notice.installation}: ${subjectOf(notice)} ${ending}${why}`.replace(/[^ -~]+/g, '?');
  return text.length > MAX_SUBJECT_CHARS ? `${text.slice(0, MAX_SUBJECT_CHARS - 3)}...` : text;
}

/** The mail: plain text, for SNS sends no other. */
export function noticeText(notice: Notice): string {
  const { endedAt, machine, redriveCount } = notice;
  const again = redriveCount === 0 ? '' : `, after ${redriveCount === 1 ? 'a redrive' : `${redriveCount} redrives`}`;
  const at = endedAt === undefined ? '' : ` at ${endedAt}`;
  const but = notice.outcome === 'INCOMPLETE' ? ', but the date is incomplete' : '';
  const head = `${subjectOf(notice)}: ${machine} ${ENDINGS[notice.outcome]}${at}${again}${but}.`;
  const lines = notice.outcome === 'INCOMPLETE' ? warningLines(notice) : failureLines(notice);
  const written = [...lines, ['Console', notice.console] as const].map(
    ([label, text]) => `${(label === '' ? '' : `${label}:`).padEnd(WIDTH)}${text}`,
  );
  return `${head}\n\n${written.join('\n')}\n`;
}

const WIDTH = 10;

const ENDINGS: Readonly<Record<Notice['outcome'], string>> = {
  FAILED: 'failed',
  TIMED_OUT: 'timed out',
  ABORTED: 'was stopped',
  INCOMPLETE: 'succeeded',
};

type Line = readonly [label: string, text: string];

const warningLines = ({ executionArn, ...notice }: Extract<Notice, { outcome: 'INCOMPLETE' }>): Line[] => [
  ['What', notice.warning],
  ['To do', 'Read what is missing in the completeness report: docs/runbook.md#incomplete-exports.'],
  ['Details', `npx lakeferry show ${executionArn}`],
];

function failureLines(notice: Extract<Notice, FailureNotice>): Line[] {
  const { error, cause, failedIn, executionArn, remedy, databases = [] } = notice;
  const state = failedIn.state === undefined ? [] : [`state ${failedIn.state}`];
  const inner = failedIn.executionArn === executionArn ? [] : [failedIn.executionArn];
  const where = [...state, ...inner].join(' of ');
  return [
    ['Why', [error, cause].filter((part) => part !== '').join(': ') || 'Step Functions gives no cause.'],
    ...databases.flatMap(databaseLines),
    ...(where === '' ? [] : [['Where', where] as const]),
    ['To do', remedy?.action ?? (notice.outcome === 'ABORTED' ? IF_ON_PURPOSE : 'Remove the cause.')],
    ['Redrive', redriveText(notice)],
    ['Details', `npx lakeferry show ${executionArn}`],
    ...(remedy === undefined ? [] : [['Runbook', `docs/runbook.md#${anchorOf(error)}`] as const]),
  ];
}

const databaseLines = ({ glueDatabase, error, cause, failedIn, remedy }: DatabaseFailure): Line[] => [
  ['Database', `${glueDatabase}: ${error}: ${cause} (${failedIn.executionArn})`],
  ['', remedy?.action ?? 'Remove the cause.'],
];

const IF_ON_PURPOSE = 'If it was stopped on purpose, nothing: the next snapshot is exported as usual.';

function redriveText({ executionArn, remedy, redrive }: Extract<Notice, FailureNotice>): string {
  if ('refused' in redrive) return `It cannot be redriven: ${redrive.refused}`;
  if (remedy?.next === 'start-again') return 'It does not help: the same end would come again.';
  const until = redrive.until === undefined ? '' : ` (until ${redrive.until}; in the console: Actions, Redrive)`;
  return `npx lakeferry redrive ${executionArn}${until}`;
}

/** As GitHub names the anchor of a heading. */
const anchorOf = (heading: string): string => heading.toLowerCase().replaceAll('.', '');

/** The run without a known source is named by its execution. */
const subjectOf = ({ source, date, executionArn }: Notice): string =>
  source === undefined ? executionArn.split(':').at(-1)! : [source, ...(date === undefined ? [] : [date])].join(' of ');
