/** Lambda's for a synchronous answer. What is larger fails the whole batch. */
const MAX_ANSWER_BYTES = 6 * 1024 * 1024;
/** What stands around the records of an answer. */
const FRAME_BYTES = '{"records":[]}'.length;
const FAILED_BYTES = ',{"recordId":,"result":"ProcessingFailed"}'.length;
/** A row takes so much more than its record would take as a failure. */
const DATA_BYTES = ',"data":""'.length;
const METADATA_BYTES = ',"metadata":{"partitionKeys":{"date":"2026-11-27"}}'.length;

/**
 * Counts the bytes of an answer as JSON. Room for every record as a failure is kept from the beginning, so that
 * whatever has no room can still be said to have failed.
 */
export class AnswerBudget {
  private left: number;

  constructor(recordIds: readonly string[]) {
    const ids = recordIds.reduce((sum, id) => sum + FAILED_BYTES + Buffer.byteLength(JSON.stringify(id)), 0);
    this.left = MAX_ANSWER_BYTES - FRAME_BYTES - ids;
  }

  /** Takes the room of a row of so many bytes, if there is as much. */
  takes(rowBytes: number): boolean {
    const bytes = Math.ceil(rowBytes / 3) * 4 + DATA_BYTES + METADATA_BYTES;
    if (bytes > this.left) return false;
    this.left -= bytes;
    return true;
  }
}
