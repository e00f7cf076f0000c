/**
 * How RDS lays out an export, and where its files go in the lake. Facts: Aurora and RDS user guides, "Exporting
 * snapshot data to Amazon S3".
 */

export * from './aliases';
export * from './column-clash';
export * from './completeness';
export * from './cut-warning';
export * from './destination';
export * from './export-key';
export * from './info-files';
export * from './name-clash';
export * from './table-name';
