/**
 * Names as the AWS SDK for Java v2 has them; Step Functions shows members and exceptions in that casing
 * (`DBSnapshotIdentifier` is `DbSnapshotIdentifier`, `DBSnapshotNotFoundFault` is `DbSnapshotNotFoundException`).
 */

const isUpper = (c: string | undefined): boolean => c !== undefined && c >= 'A' && c <= 'Z';
const isLower = (c: string | undefined): boolean => c !== undefined && c >= 'a' && c <= 'z';

/** A member's name: the leading capitals but the last become small, then the first is capital again. `ETag` stays. */
export function memberName(name: string): string {
  let end = 1;
  while (end < name.length && isUpper(name[end]) && !isLower(name[end + 1])) end++;
  const small = name.slice(0, end).toLowerCase() + name.slice(end);
  return small.charAt(0).toUpperCase() + small.slice(1);
}

/** A class's name: every word capitalised, acronyms too. */
export function className(name: string): string {
  return name
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .replace(/([^a-z]{2,})v([0-9]+)/g, '$1 v$2 ')
    .replace(/([^A-Z]{2,})V([0-9]+)/g, '$1 V$2 ')
    .replace(/(?<=[a-z])(?=[A-Z][a-zA-Z0-9])/g, ' ')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/([0-9])([a-zA-Z])/g, '$1 $2')
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join('');
}

/** An error shape's exception: always with the suffix `Exception`, `Fault` replaced. */
export const exceptionName = (shape: string): string =>
  `${className(shape.replace(/(Fault|Exception)$/, ''))}Exception`;
