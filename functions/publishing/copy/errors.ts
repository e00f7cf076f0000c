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

/** S3 refused files; trying again by itself changes nothing. The rest of the batch is copied. */
export class CopyFailedError extends Error {
  override readonly name = 'CopyFailedError';
  constructor(
    readonly failures: readonly CopyFailure[],
    failed: number,
    copied: number,
    /** Sentences by S3's code: the branch knows where its files come from. */
    remedies: Readonly<Record<string, string>>,
  ) {
    const remedy =
      remedies[failures[0]?.code ?? ''] ?? 'Remove the cause and redrive: what is copied already is skipped.';
    super(`${failed} of the batch's files could not be copied (${copied} were): ${listed(failures)}. ${remedy}`);
  }
}

/**
 * S3 was too busy or unwell for too long, or the invocation's time ran out. The machine tries the batch again; copied
 * files are skipped.
 */
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
  constructor(place: string, expected: number, found: number, planner: string) {
    super(
      `${place} should hold ${expected} files and holds ${found}: the manifest is not the one that was planned. ` +
        `Redrive ${planner}: it plans anew and skips what is copied.`,
    );
  }
}
