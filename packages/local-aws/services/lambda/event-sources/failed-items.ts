/** Every message of the batch comes again. */
export const WHOLE_BATCH = 'whole batch';

/**
 * Which messages a function that reports failures did not do. Lambda Developer Guide, "Implementing partial batch
 * responses": null, an empty object and an empty list mean that all are done; an answer of another shape, and an
 * identifier that is missing, empty or not of this batch, mean that none is.
 */
export function failedItems(answer: unknown, messageIds: readonly string[]): readonly string[] | typeof WHOLE_BATCH {
  if (answer === undefined || answer === null) return [];
  if (typeof answer !== 'object' || Array.isArray(answer)) return WHOLE_BATCH;
  if (Object.keys(answer).length === 0) return [];
  if (!('batchItemFailures' in answer)) return WHOLE_BATCH;
  const { batchItemFailures: failures } = answer;
  if (failures === null) return [];
  if (!Array.isArray(failures)) return WHOLE_BATCH;
  const ids = failures.map((failure: unknown) => (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier);
  return ids.every((id): id is string => typeof id === 'string' && messageIds.includes(id)) ? ids : WHOLE_BATCH;
}
