/**
 * Refused in names (API reference, StartExecution): white space, brackets, wildcards, special and control characters.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const REFUSED = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff\ud800-\udfff]/;

/** Whether a state machine or an execution can be called so. */
export const isResourceName = (name: unknown): name is string =>
  typeof name === 'string' && name.length >= 1 && name.length <= 80 && !REFUSED.test(name);
