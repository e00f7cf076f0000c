import { isNativeError } from 'node:util/types';

const isOrdinarily = Function.prototype[Symbol.hasInstance];

/**
 * Tests run in a realm of their own, where an error that Node makes (a broken connection) is no instance of `Error`:
 * the SDK would wrap it and lose its code, which decides whether a call is tried again. On Lambda there is one realm.
 */
Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: unknown, value: unknown): boolean {
    return isOrdinarily.call(this, value) || (this === Error && isNativeError(value));
  },
});
