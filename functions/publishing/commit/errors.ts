export interface PartitionMismatch {
  /** With a trailing slash. */
  readonly folder: string;
  readonly missing: readonly string[];
  /** Another size than planned. */
  readonly different: readonly string[];
}

const SHOWN = 5;

/** The lake is not what the manifest says. Nothing of the differing partitions was removed. */
export class PartitionMismatchError extends Error {
  override readonly name = 'PartitionMismatchError';
  constructor(readonly mismatches: readonly PartitionMismatch[]) {
    const shown = mismatches.slice(0, SHOWN).map(({ folder, missing, different }) => {
      const names = [...missing.map((n) => `${n} is missing`), ...different.map((n) => `${n} has another size`)];
      return `${folder} (${names.slice(0, SHOWN).join(', ')}${names.length > SHOWN ? `, ${names.length - SHOWN} more` : ''})`;
    });
    super(
      `${mismatches.length} partitions differ from the manifest: ${shown.join('; ')}. Somebody else writes or deletes below these folders, or a ` +
        `lifecycle rule does. A redrive copies what is missing.`,
    );
  }
}

/** The plan's own files disagree: a manifest of another run stands in their place. */
export class PlanChangedError extends Error {
  override readonly name = 'PlanChangedError';
  constructor(manifest: string, expected: number, found: number, planner: string) {
    super(
      `${manifest} lists ${found} files and the completeness report ${expected}. Redrive ${planner}: it plans anew and skips what is copied.`,
    );
  }
}

/** S3 kept objects that should go. */
export class RemovalFailedError extends Error {
  override readonly name = 'RemovalFailedError';
  constructor(failed: number, first: { readonly key: string; readonly code: string; readonly message: string }) {
    super(
      `${failed} files of an earlier run could not be removed, first ${first.key} (${first.code}: ${first.message}). Give the role of ` +
        'this function s3:DeleteObject on the lake bucket, then redrive.',
    );
  }
}
