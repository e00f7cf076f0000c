/** The HTTP binding of a REST operation. */
export interface Route {
  readonly method: string;
  readonly path: RegExp;
  /** Label names, in the order of the path's groups. */
  readonly labels: readonly string[];
  /** Query parameters that must be there, with their value where it is fixed (`?list-type=2`, `?acl`). */
  readonly literals: readonly (readonly [key: string, value: string | undefined])[];
  readonly required: RequiredBindings;
  readonly status: number;
  /** More specific routes are tried first: by what they require, then by the fixed letters of the path. */
  readonly weight: number;
}

/** What a request must carry besides its path. */
export interface RequiredBindings {
  /** Labels; one that the path does not have (S3's Bucket) must have been found elsewhere. */
  readonly labels: readonly string[];
  readonly query: readonly string[];
  /** Lower case. */
  readonly headers: readonly string[];
}

/** `['GET', '/{Key+}?x-id=GetObject', 200]` as a matcher. A greedy label (`{Key+}`) spans slashes. */
export function compileRoute(
  [method, uri, status]: readonly [string, string, number],
  required: RequiredBindings,
): Route {
  const [path = '', query = ''] = uri.split('?');
  const labels: string[] = [];
  const source = path.replace(/\{(\w+)(\+?)\}|[.*+?^$()|[\]\\{}]/g, (match, label?: string, greedy?: string) => {
    if (label === undefined) return `\\${match}`;
    labels.push(label);
    return greedy ? '(.+)' : '([^/]+)';
  });
  const literals = query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => part.split('='))
    .map(([key = '', value]) => [key, value] as const)
    // The SDK adds x-id; other clients do not send it, so it must not decide.
    .filter(([key]) => key !== 'x-id');
  const fixedLetters = path.replace(/\{\w+\+?\}/g, '').length;
  const elsewhere = required.labels.filter((label) => !labels.includes(label));
  const requirements = literals.length + elsewhere.length + required.query.length + required.headers.length;
  return {
    method,
    path: new RegExp(`^${source}$`),
    labels,
    literals,
    required: { ...required, labels: elsewhere },
    status,
    weight: requirements * 1000 + fixedLetters,
  };
}

/** True when method, path, labels, query and headers fit. */
export const fits = (route: Route, { method, path, labels, query, headers }: RouteRequest): boolean =>
  route.method === method &&
  route.literals.every(([key, value]) => query.has(key) && (value === undefined || query.get(key) === value)) &&
  route.required.labels.every((label) => labels?.[label] !== undefined) &&
  route.required.query.every((key) => query.has(key)) &&
  route.required.headers.every((key) => headers[key] !== undefined) &&
  route.path.test(path);

/** The part of a request that decides on its operation. */
export interface RouteRequest {
  readonly method: string;
  readonly path: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
}
