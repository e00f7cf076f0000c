import { constants, type NodeGCPerformanceDetail, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { passedBuffer } from '../../../../functions/shared/s3-stream/passed-buffers';

const MIB = 1024 ** 2;

/** Collections of young garbage that somebody asked for, until `count` of them have been seen. */
const collections = (count: number): Promise<number> =>
  new Promise((resolve) => {
    let seen = 0;
    const observer = new PerformanceObserver((list) => {
      seen += list.getEntries().filter(isAskedFor).length;
      if (seen < count) return;
      observer.disconnect();
      resolve(seen);
    });
    observer.observe({ entryTypes: ['gc'] });
  });

const isAskedFor = (entry: PerformanceEntry & { readonly detail?: NodeGCPerformanceDetail }): boolean => {
  const { kind, flags = 0 } = entry.detail ?? {};
  return kind === constants.NODE_PERFORMANCE_GC_MINOR && (flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) !== 0;
};

it('buffers that went through are collected every 8 MiB, however they come', async () => {
  const seen = collections(2);
  for (let i = 0; i < 20; i++) passedBuffer(MIB);
  expect(await seen).toBe(2);
});
