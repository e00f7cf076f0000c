const ALREADY_THERE = /AlreadyExists|AlreadyOwnedByYou|ResourceInUse|BucketAlreadyExists/;

/** What services answer to the creation of something that an earlier deployment made. */
export const isThere = (error: unknown): boolean => error instanceof Error && ALREADY_THERE.test(error.name);

/** Waits for a creation; false for something that an earlier deployment made, which stays as it is. */
export async function unlessThere(creation: Promise<unknown>): Promise<boolean> {
  try {
    await creation;
    return true;
  } catch (error) {
    if (!isThere(error)) throw error;
    return false;
  }
}

const ABSENT = /NotFound|NoSuchEntity|DoesNotExist|NonExistentQueue/;

/** Waits for a removal. Something that is gone already is no failure. */
export async function unlessAbsent(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!(error instanceof Error && ABSENT.test(error.name))) throw error;
  }
}
