/** All items of a paged listing. */
export async function allPages<T>(
  read: (token: string | undefined) => Promise<{ readonly items?: readonly T[]; readonly NextToken?: string }>,
): Promise<T[]> {
  const all: T[] = [];
  let token: string | undefined;
  do {
    const { items = [], NextToken } = await read(token);
    all.push(...items);
    token = NextToken;
  } while (token !== undefined && token !== '');
  return all;
}
