/** What the configuration says of a table's columns. */
interface Declaring {
  readonly columns?: readonly string[];
  readonly decimals?: Readonly<Record<string, string>>;
}

/** Columns that a published table has although no row has had them yet, by name. */
export const declaredColumns = ({ columns = [], decimals = {} }: Declaring): string[] =>
  [...new Set([...columns, ...Object.keys(decimals)])].sort();
