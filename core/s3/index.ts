/** Copying at S3's own rate: pace, retries, parts, batches. Pure; time and chance come as arguments. */

export * from '../manifest/ranges';
export * from './backoff';
export * from './judge-answer';
export * from './pacer';
export * from './parts';
