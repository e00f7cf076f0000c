const UNRESERVED = /^[A-Za-z0-9\-._~/]*$/;
const LEFT_BY_ENCODE_URI = /[!'()*]/g;

/** RFC 3986, as SigV4 wants queries and headers. */
export const encodeComponent = (text: string): string =>
  encodeURIComponent(text).replace(LEFT_BY_ENCODE_URI, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** A key in a path: everything encoded but the slashes. */
export const encodeKey = (key: string): string =>
  UNRESERVED.test(key) ? key : encodeComponent(key).replaceAll('%2F', '/');

/** `x-amz-copy-source`: bucket and key, encoded; a raw `+` or `%` would name another object. */
export const copySource = (bucket: string, key: string): string => `${bucket}/${encodeKey(key)}`;

/** A query in canonical form: sorted, encoded, every name with `=`. */
export const canonicalQuery = (query: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(query)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) => `${encodeComponent(name)}=${encodeComponent(value)}`)
    .sort()
    .join('&');

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c] ?? '&quot;');
