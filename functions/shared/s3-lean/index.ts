/** S3 at S3's own rate, for functions that make thousands of requests. Everything else uses the SDK. */
export * from './encode';
export * from './errors';
export * from './lean-s3';
export * from './list-objects';
export * from './paced-s3';
