import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Each read of a socket is a buffer of its own, of up to 64 KiB. V8 has 32 MiB of them lie about before it looks which
 * are done with, and the allocator keeps what was freed late. At 8 MiB a relay takes 20 MB less.
 */
const COLLECTED_BYTES = 8 * 1024 ** 2;

type Collect = (options: { readonly type: 'minor' }) => void;
let collect: Collect | undefined;
let passed = 0;

/** Told of bytes that went through: has V8 look at what is young, a millisecond at most. */
export function passedBuffer(bytes: number): void {
  passed += bytes;
  if (passed < COLLECTED_BYTES) return;
  passed = 0;
  collect ??= exposedCollect();
  collect({ type: 'minor' });
}

function exposedCollect(): Collect {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as Collect;
}
