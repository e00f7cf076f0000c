export { InvalidTriggerError } from '../../../core/snapshots/events';

/**
 * A run was asked for by hand or by a schedule, for something that is no source: nobody would read that it was ignored.
 */
export class UnknownSourceError extends Error {
  override readonly name = 'UnknownSourceError';
  constructor(sourceArn: string, why: string, configured: readonly string[]) {
    super(
      `sourceArn '${sourceArn}': ${why} Sources are: ${configured.join(', ') || 'none'}. Correct the ARN and start again, or add the source to ` +
        '`sources`, deploy, and redrive this execution.',
    );
  }
}

/** The snapshot or cluster does not exist (any more). */
export class SnapshotGoneError extends Error {
  override readonly name = 'SnapshotGoneError';
  constructor(arn: string, options?: ErrorOptions) {
    super(
      `${arn} does not exist (any more), so it cannot be exported. Export a later snapshot of the same database; to keep snapshots ` +
        'until their turn, raise their retention.',
      options,
    );
  }
}

/** Every attempt ended FAILED or CANCELED. */
export class ExportFailedError extends Error {
  override readonly name = 'ExportFailedError';
  constructor(taskId: string, attempts: number, failureCause: string) {
    super(
      `Export task ${taskId} failed, and so did ${attempts === 1 ? 'no other attempt' : `the ${attempts - 1} before it`}: ${failureCause.replace(/\.$/, '')}. ` +
        'Remove the cause and redrive this execution: it starts a fresh task.',
    );
  }
}

/** The snapshot has been in a state that cannot be exported for too long, or will never leave it. */
export class SourceNotExportableError extends Error {
  override readonly name = 'SourceNotExportableError';
  constructor(arn: string, status: string, options?: ErrorOptions) {
    super(
      `${arn} cannot be exported: its status is '${status}'. Wait until it is 'available' and no other export of it runs, then redrive.`,
      options,
    );
  }
}
