/**
 * The value that a record itself holds under a name from outside. `record[name]` also finds what every object inherits:
 * a column may be called `constructor`.
 */
export const ownValue = <T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
