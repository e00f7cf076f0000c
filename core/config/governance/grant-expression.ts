/** Inline expressions of GrantPermissions (Lake Formation quotas). */
export const MAX_EXPRESSION_BYTES = 900;

/** As the request spells it. */
export const expressionBytes = (expression: Readonly<Record<string, readonly string[]>>): number =>
  Buffer.byteLength(JSON.stringify(Object.entries(expression).map(([TagKey, TagValues]) => ({ TagKey, TagValues }))));
