import type { CompileFunctionOptions } from 'node:vm';

type Compiled = ReturnType<typeof import('node:vm').compileFunction>;
export type Compile = (code: string, params?: readonly string[], options?: CompileFunctionOptions) => Compiled;

/**
 * Jest compiles every module anew for every test file that loads it, and the SDK's clients are large. This keeps what
 * V8 made of a module's text for the other files of the worker, which costs a sixth less where little but loading is
 * done.
 */
export function cachingCode(compile: Compile): Compile {
  const known = new Map<string, { readonly code: string; readonly data: Buffer }>();
  return (code, params, options = {}) => {
    const { filename } = options;
    if (filename === undefined) return compile(code, params, options);
    const before = known.get(filename);
    if (before?.code === code) {
      const compiled = compile(code, params, { ...options, cachedData: before.data });
      // another version of V8, or other flags: it was compiled all the same
      if (compiled.cachedDataRejected) known.delete(filename);
      return compiled;
    }
    const compiled = compile(code, params, { ...options, produceCachedData: true });
    // copied: Node makes the buffer in the test file's context, which would be kept with it, 2 to 90 MB a file
    if (compiled.cachedData !== undefined) known.set(filename, { code, data: Buffer.from(compiled.cachedData) });
    return compiled;
  };
}
