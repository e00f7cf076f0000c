/** One execution, as every command sees it. */
export interface Run {
  readonly executionArn: string;
  readonly name: string;
  readonly status: string;
  readonly redriveCount: number;
  readonly startedAt?: Date;
  readonly stoppedAt?: Date;
}

/** One execution with where it stands and how it ended. */
export interface RunDetails extends Run {
  /** The state entered last. */
  readonly state: string;
  readonly input: unknown;
  /** ARN of the snapshot in the event that started the execution; only of `export-snapshot`. */
  readonly snapshotArn?: string;
  /** Of a run that succeeded. */
  readonly output?: Readonly<Record<string, unknown>>;
  readonly error?: string;
  /** As Step Functions has it: a child's is JSON within JSON. */
  readonly cause?: string;
}
