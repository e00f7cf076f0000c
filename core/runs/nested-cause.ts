/**
 * The error at the bottom of nested executions. A parent's cause is the child's description as JSON
 * (`{Error, Cause, ExecutionArn, ...}`), a function's is `{errorType, errorMessage}`.
 */
export function nestedCause(error: string, cause: string): { readonly error: string; readonly message: string } {
  const inner = asRecord(cause);
  if (inner === undefined) return { error, message: cause };
  if (typeof inner.errorMessage === 'string') return { error, message: inner.errorMessage };
  if (typeof inner.Cause === 'string') return nestedCause(String(inner.Error ?? error), inner.Cause);
  return { error, message: cause };
}

/** ARN of the child execution that a parent's cause describes. Undefined: the parent failed by itself. */
export function failedChild(cause: string): string | undefined {
  const { ExecutionArn } = asRecord(cause) ?? {};
  return typeof ExecutionArn === 'string' ? ExecutionArn : undefined;
}

function asRecord(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
