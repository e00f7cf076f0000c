/**
 * Questions that no document of AWS answers, with the answers that the local services can give; the first is the
 * default. `lakeferry probe` asks them of an account and writes its answers under the same names.
 */
export const ANSWERS = {
  /** A data cells filter that names a column which the table lacks. */
  filterWithMissingColumn: ['refused', 'accepted'],
  /** A data cells filter that names a partition key. */
  filterWithPartitionKey: ['refused', 'accepted'],
  /** How a filter made with AllRowsWildcard is read back. */
  allRowsReadBack: ['expression', 'wildcard'],
  /** What GetResourceLFTags shows of a table with ShowAssignedLFTags. */
  assignedTags: ['own', 'inherited'],
  /** Whether GetResourceLFTags lists partition keys among the columns. */
  partitionKeyTags: ['listed', 'absent'],
  /** The error of CreateLFTag for a key that is there. */
  existingTag: ['InvalidInputException', 'AlreadyExistsException'],
  /** A grant that the principal holds already. */
  grantAgain: ['accepted', 'refused'],
} as const;

/** Further questions of the kind, about the columns of tag policies. Without an answer, the first. */
export const EDGES = {
  /** A tag policy that columns match and their table does not. */
  columnsWithoutTable: ['shown', 'hidden'],
  /** Partition keys that a tag policy does not match, beside columns that it does. */
  partitionKeysWithoutTag: ['shown', 'hidden'],
  /** A tag put on a partition key. */
  partitionKeyTagging: ['accepted', 'refused'],
  /** Tags of a column that is dropped from its table and comes back. */
  droppedColumnTags: ['kept', 'dropped'],
  /** A tag taken off a column that its table lacks at the moment. */
  absentColumnUntagging: ['refused', 'accepted'],
} as const;

const ALL = { ...ANSWERS, ...EDGES };

export type OpenQuestion = keyof typeof ANSWERS;
export type Edge = keyof typeof EDGES;
export type Answers = { readonly [Q in OpenQuestion]: (typeof ANSWERS)[Q][number] } & {
  readonly [Q in Edge]?: (typeof EDGES)[Q][number];
};

/** Whether the local services can give this answer. */
export const isAnswer = (question: string, answer: string): boolean =>
  Object.hasOwn(ALL, question) && (ALL[question as keyof typeof ALL] as readonly string[]).includes(answer);

/**
 * All answers: the given ones, and the default elsewhere. Throws a RangeError for a question or an answer that is not
 * in the table.
 */
export function answersOf(given: Partial<Answers> = {}): Answers {
  for (const [question, answer] of Object.entries(given)) {
    if (isAnswer(question, answer)) continue;
    const known = Object.entries(ALL).map(([name, choices]) => `${name}: ${choices.join(' or ')}`);
    throw new RangeError(
      `answers.${question} is '${answer}', which the local services cannot give. Use ${known.join('; ')}.`,
    );
  }
  const defaults = Object.fromEntries(Object.entries(ANSWERS).map(([question, [first]]) => [question, first]));
  return { ...(defaults as unknown as Answers), ...given };
}
