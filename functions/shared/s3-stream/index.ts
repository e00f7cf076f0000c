/** S3 with bodies as streams, for bytes that go from one account, Region or partition to another. */
export * from './framed-body';
export * from './stream-s3';
