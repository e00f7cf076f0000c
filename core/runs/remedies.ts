/** What an operator does about an error, beyond what its own message says. */
export interface Remedy {
  /** One or two sentences. */
  readonly action: string;
  /** `redrive`: continue the execution after the action. `start-again`: a redrive would meet the same end. */
  readonly next: 'redrive' | 'start-again';
}

/**
 * By the literal `name` of an error, or as Step Functions names it. Undefined: the error is not known here, its message
 * must do.
 */
export const remedyOf = (error: string): Remedy | undefined =>
  Object.hasOwn(REMEDIES, error) ? REMEDIES[error] : undefined;

const redriveAfter = (action: string): Remedy => ({ action, next: 'redrive' });
const startAgainAfter = (action: string): Remedy => ({ action, next: 'start-again' });

const WAIT = 'Nothing needs mending: the service was busy for longer than the retries last.';
// The pattern fits an installation with a name too, and no stack of the analytics account.
const DEPLOY_DATABASES =
  "Run npx cdk deploy 'lakeferry*-snapshots': it makes a Glue database and a crawler for each database of the configuration.";

const REMEDIES: Readonly<Record<string, Remedy>> = {
  // start-export
  InvalidTriggerError: startAgainAfter(
    'Start export-snapshot with an RDS snapshot event or {"source": "lakeferry", "sourceArn": "<ARN>"}.',
  ),
  UnknownSourceError: startAgainAfter(
    'Start export-snapshot with the ARN of a configured source, or add the source to `sources` and deploy first.',
  ),
  SnapshotGoneError: startAgainAfter('Export a later snapshot of the same source, and keep snapshots for longer.'),
  SourceNotExportableError: redriveAfter(
    "Wait until the snapshot or cluster is 'available' and no other export of it runs.",
  ),
  ExportFailedError: redriveAfter('Remove the cause that RDS names. A redrive starts a fresh export task.'),
  // publish-export
  SourceNotConfiguredError: redriveAfter(
    'Put the source back into `sources` and deploy, or leave the execution failed.',
  ),
  ExportMissingError: startAgainAfter('The raw export has expired. Export the snapshot again with "rerun": true.'),
  NothingToPublishError: redriveAfter(
    'Mend what it names for each table: in the configuration, then deploy; or in the source, and leave the execution failed.',
  ),
  CopyFailedError: redriveAfter(
    "Give the role of copy-batch what S3 refused it, or take it out of a Deny in the bucket's or the key's policy. Copied files are skipped.",
  ),
  CopyUnfinishedError: redriveAfter(`${WAIT} Copied files are skipped.`),
  ManifestChangedError: redriveAfter('Redrive export-snapshot, not its child: it plans anew and skips what is copied.'),
  PlanChangedError: redriveAfter('Redrive export-snapshot, not its child: it plans anew and skips what is copied.'),
  PartitionMismatchError: redriveAfter(
    'Find who else writes or deletes in the lake. A redrive copies what is missing.',
  ),
  DatabasesFailedError: redriveAfter(
    'Remove the cause of each database that is named. A redrive repeats only these databases.',
  ),
  RemovalFailedError: redriveAfter('Give the role of commit-partitions s3:DeleteObject on the lake bucket.'),
  S3RefusedError: redriveAfter('Give the function what S3 refused it.'),
  S3UnavailableError: redriveAfter(WAIT),
  // load-table
  InvalidLoadError: startAgainAfter('Start load-table with {"table": "<table>"}, or as the message says.'),
  PointInTimeRecoveryOffError: redriveAfter('Turn point-in-time recovery on by the command in the message.'),
  TableNotStreamedError: redriveAfter('Deploy the stack of the stream, which sends the changes of its tables into it.'),
  ExportTimeError: startAgainAfter('Start load-table with a later time, or without one.'),
  RecoveryGapError: startAgainAfter('Load the table anew: windows go on from there.'),
  FirstLoadMissingError: startAgainAfter('Load the table: windows follow its load.'),
  TableExportFailedError: redriveAfter('Remove the cause that DynamoDB names. A redrive starts another export.'),
  ExportDamagedError: startAgainAfter(
    'Find who else writes or deletes in the exports bucket, then load the table again.',
  ),
  UnreadableExportLineError: startAgainAfter('Report the line. No row of it was written.'),
  LoadIncompleteError: startAgainAfter('Start load-table again with the same exportTime, or with from and to.'),
  // catalog-tables
  CrawlFailedError: redriveAfter(
    "Read the crawl's log and remove the cause. A redrive starts a new crawl and copies nothing again.",
  ),
  CrawlerNotFoundError: redriveAfter(DEPLOY_DATABASES),
  DatabaseNotFoundError: redriveAfter(DEPLOY_DATABASES),
  UnrestrictedAccessError: redriveAfter(
    'Close what is open past Lake Formation, by the command in the message. Nothing was opened.',
  ),
  LedgerUnreadableError: redriveAfter(
    'Restore the ledger or remove the items that the message names, by its commands. Nothing was opened.',
  ),
  CrossAccountVersionError: redriveAfter(
    'Raise `governance.crossAccountVersion` and deploy the lake stack. Nothing was opened.',
  ),
  GovernanceFailedError: redriveAfter(
    "Remove the causes in the message. 'npx lakeferry governance plan' shows what is still to do. A column that no row of a DynamoDB table has had comes by publish[].columns.",
  ),
  GovernanceUnsettledError: redriveAfter('Stop what else changes the same tags and grants.'),
  ListsDisagreeError: redriveAfter(
    "Wait some minutes: Lake Formation's lists lag behind changes. If they never agree, keep fewer than 2,000 tables in one database.",
  ),
  VisibilityMismatchError: redriveAfter(
    "Take back what was granted by hand, or put it into the policy. 'npx lakeferry governance who-can-see' shows it.",
  ),
  ForeignAccessError: redriveAfter(
    "Take back what others granted, or add the lines that 'npx lakeferry governance drift' prints to governance.accepted and deploy.",
  ),
  // replication; a message that fails goes on to the dead-letter queue of its output
  ReplicationRefusedError: redriveAfter(
    'Give the output what S3 refused at the side that the message names: a right, a key, a bucket.',
  ),
  ReplicationUnavailableError: redriveAfter(WAIT),
  SourceChangedError: redriveAfter('Nothing needs mending: the newer version of the object is copied.'),
  ContentMismatchError: redriveAfter(
    'Look at what stands between the two buckets, such as a proxy. Nothing of the copy was kept.',
  ),
  LengthMismatchError: redriveAfter('Nothing needs mending: the source ended its answer early. Nothing was kept.'),
  CopyUnfinishedYetError: redriveAfter('Nothing needs mending: the next run goes on from the parts that were sent.'),
  KeepsChangingError: redriveAfter(
    'Write the object less often than it takes to copy, or redrive: it is begun anew as often again.',
  ),
  ConversionFailedError: redriveAfter(
    'Nothing needs mending if it was in passing; of one object each time, put it on the ignore list of the output.',
  ),
  ObjectBusyError: redriveAfter(
    'Nothing needs mending: a function was at work at the object for longer than the retries last.',
  ),
  BatchUnfinishedError: redriveAfter(
    'Remove what the message says of the first object. What was copied of the batch is skipped.',
  ),
  ClaimContendedError: redriveAfter('Stop what else works at the same objects for the same output.'),
  ClaimLostError: redriveAfter('Nothing needs mending: another one claimed the object and writes how it ended.'),
  CredentialsRefusedError: redriveAfter(
    'Mend the role that the message names or its trust policy, in the account of the destination.',
  ),
  UnorderedListingError: redriveAfter('Use a general purpose bucket: a directory bucket lists its keys in no order.'),
  UnknownOutputError: redriveAfter('Deploy again: the function is of an output that the configuration no longer has.'),
  NoCredentialsError: redriveAfter('Nothing needs mending, unless it comes again: STS answered without credentials.'),
  OutputParameterError: redriveAfter('Write the parameter that the message names again, as the message asks.'),
  UnreadableMessageError: startAgainAfter('Find who sends other messages to the queue, and delete this one.'),
  // publish-partition
  PublicationInputError: startAgainAfter(
    'Start publish-partition with an entry that has `publish`, and a date that is over.',
  ),
  DateUnfinishedError: redriveAfter(
    'Mend the delivery that the message names. A redrive waits for another day, and publishes what has come by then.',
  ),
  ColumnTypeChangedError: startAgainAfter(
    'Write `decimals` as it was and deploy, or delete the Glue table in the message; then start publish-partition again.',
  ),
  PartitionRefusedError: redriveAfter('Remove what Glue names. Dates that are registered already stay.'),
  // sort-rows, write-partition
  PublishedKeyMissingError: startAgainAfter(
    'Write the key attributes of the table in the message into `keys`, deploy, and start publish-partition again.',
  ),
  TooManyColumnsError: startAgainAfter(
    'Take the table in the message out of `publish`, deploy, and start publish-partition again.',
  ),
  DecimalMisfitError: startAgainAfter(
    'Take the column in the message out of `decimals`, or declare more digits, and deploy. Delete the Glue table if it has the column, and start publish-partition again.',
  ),
  LandingFileGoneError: startAgainAfter(
    'Bring back the last version of the file if somebody deleted it, and start publish-partition again.',
  ),
  RowsUnfinishedError: redriveAfter(
    'Nothing needs mending, unless it comes again: then write an issue with its message.',
  ),
  // any function
  AccessDeniedError: redriveAfter(
    'Give the role in the message the right in the message, or take away the policy that denies it.',
  ),
  MissingEnvironmentError: redriveAfter('Deploy again: the construct of the function sets its environment.'),
  MissingSettingsError: redriveAfter('Deploy again: the construct of the function names the settings it reads.'),
  ServiceThrottledError: redriveAfter(WAIT),
  ServiceUnavailableError: redriveAfter(WAIT),
  // Step Functions
  'States.Timeout': redriveAfter('Look at the log of the function for what took so long.'),
  'Sandbox.Timedout': redriveAfter('Look at the log of the function for what took so long.'),
  'Lambda.TooManyRequestsException': redriveAfter(
    "The account's concurrency was used up. Raise the Lambda quota if that happens often.",
  ),
};

/** Errors that have a remedy; a test holds that each can occur. */
export const REMEDIED_ERRORS: readonly string[] = Object.keys(REMEDIES);
