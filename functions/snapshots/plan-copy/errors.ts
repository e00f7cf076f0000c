import type { FirstNames } from '../../publishing/payloads';

/** The export's source is not in the configuration any more. */
export class SourceNotConfiguredError extends Error {
  override readonly name = 'SourceNotConfiguredError';
  constructor(sourceId: string, configured: readonly string[]) {
    super(
      `The source '${sourceId}' of this export is not in the configuration (${configured.join(', ')}). Put it back into \`sources\` and deploy, then ` +
        'redrive; or leave the execution failed if the source was removed on purpose.',
    );
  }
}

/** Nothing is below the export's prefix. */
export class ExportMissingError extends Error {
  override readonly name = 'ExportMissingError';
  constructor(bucket: string, prefix: string) {
    super(
      `s3://${bucket}/${prefix} holds nothing: the export has expired or was deleted. Export the snapshot again with "rerun": true; a redrive ` +
        'cannot help. `exports.keepRawDays` says how long exports are kept.',
    );
  }
}

/** The export has tables, or should have, and none of them can be published. */
export class NothingToPublishError extends Error {
  override readonly name = 'NothingToPublishError';
  constructor(sourceId: string, date: string, lacking: FirstNames) {
    const rest = lacking.count > lacking.names.length ? `; and ${lacking.count - lacking.names.length} more` : '';
    super(
      `Nothing of ${sourceId} can be published for ${date}: ${lacking.names.join('; ')}${rest}. What the configuration can mend: change it, ` +
        'deploy, then redrive. What the source must mend: its next snapshot; leave this execution failed.',
    );
  }
}
