/** One thing that the probe makes, with all that its removal needs. */
export type Made =
  | { readonly kind: 'tag'; readonly key: string }
  | { readonly kind: 'database'; readonly name: string }
  | { readonly kind: 'table'; readonly database: string; readonly name: string }
  | { readonly kind: 'filter'; readonly database: string; readonly table: string; readonly name: string }
  | { readonly kind: 'grant'; readonly database: string; readonly principal: string }
  /** SELECT on tables by one value of the tag. */
  | { readonly kind: 'policy'; readonly key: string; readonly value: string; readonly principal: string };

export const describeMade = (made: Made): string => {
  switch (made.kind) {
    case 'tag':
      return `LF-tag ${made.key}`;
    case 'database':
      return `Glue database ${made.name}`;
    case 'table':
      return `Glue table ${made.database}.${made.name}`;
    case 'filter':
      return `data cells filter ${made.name} on ${made.database}.${made.table}`;
    case 'grant':
      return `grant of DESCRIBE on ${made.database} to ${made.principal}`;
    case 'policy':
      return `grant of SELECT on tables tagged ${made.key}=${made.value} to ${made.principal}`;
  }
};
