/** What every machine gives its functions beside the data. Times are ISO-8601 strings in UTC. */

/** Put beside the payload by every state, from the context object: what a redrive changes. */
export interface ExecutionContext {
  readonly executionArn: string;
  /** `$states.context.Execution.StartTime` */
  readonly startedAt: string;
  /** 0 before any redrive. */
  readonly redriveCount: number;
  /** Only after a redrive. */
  readonly redrivenAt?: string;
}

/** An S3 object, by bucket and key. Lists never travel through a machine, only pointers: its data may have 256 KiB. */
export interface S3Pointer {
  readonly bucket: string;
  readonly key: string;
}
