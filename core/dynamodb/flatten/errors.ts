/** A record that is no change of an item. The message says why and repeats nothing of the item. */
export class UnreadableRecordError extends Error {
  override readonly name = 'UnreadableRecordError';
}
