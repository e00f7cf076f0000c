/** One file that could not be copied. */
export interface CopyFailure {
  readonly sourceKey: string;
  readonly code: string;
  readonly message: string;
  /** Another try may succeed: S3 was unwell, or time ran out. */
  readonly isTransient: boolean;
}

const SHOWN = 5;

const listed = (failures: readonly CopyFailure[]): string =>
  failures
    .slice(0, SHOWN)
    .map(({ sourceKey, code, message }) => `${sourceKey} (${code}: ${message})`)
    .join('; ');

/** Hints for the refusals that are met most. */
const REMEDIES: Readonly<Record<string, string>> = {
  PreconditionFailed:
    'The source was changed since it was listed: run the whole publication again by redriving export-snapshot.',
  NoSuchKey: 'The raw export was deleted or has expired: export the snapshot again with "rerun": true.',
  AccessDenied:
    'Give the role of copy-batch s3:GetObject on the raw bucket, s3:PutObject on the lake, and kms:Decrypt and kms:GenerateDataKey on their keys; then redrive.',
};

/** S3 refused files; trying again by itself changes nothing. The rest of the batch is copied. */
export class CopyFailedError extends Error {
  override readonly name = 'CopyFailedError';
  constructor(
    readonly failures: readonly CopyFailure[],
    failed: number,
    copied: number,
  ) {
    const remedy =
      REMEDIES[failures[0]?.code ?? ''] ?? 'Remove the cause and redrive: what is copied already is skipped.';
    super(`${failed} of the batch's files could not be copied (${copied} were): ${listed(failures)}. ${remedy}`);
  }
}

/** S3 was too busy or unwell for too long, or the invocation's time ran out. The machine tries the batch again; copied files are skipped. */
export class CopyUnfinishedError extends Error {
  override readonly name = 'CopyUnfinishedError';
  constructor(
    readonly failures: readonly CopyFailure[],
    failed: number,
    copied: number,
  ) {
    super(`${failed} of the batch's files are not copied yet (${copied} are): ${listed(failures)}.`);
  }
}

/** The range does not hold the lines that the plan promised. */
export class ManifestChangedError extends Error {
  override readonly name = 'ManifestChangedError';
  constructor(place: string, expected: number, found: number) {
    super(
      `${place} should hold ${expected} files and holds ${found}: the manifest is not the one that was planned. ` +
        'Redrive export-snapshot: it plans anew and skips what is copied.',
    );
  }
}
