import type { Construct } from 'constructs';
import type { SnapshotRightsProps } from '../../core/snapshots/rights/rights-props';
import { placeOf } from '../shared/rights/place-of';
import type { SnapshotsProps } from './snapshots-props';

/** What the rights of the branch's functions and machines are about. */
export const rightsPropsOf = (
  scope: Construct,
  { settings, key, ledger, rawBucket, workBucket, lakeBucket }: SnapshotsProps,
): SnapshotRightsProps => ({
  place: placeOf(scope),
  settings,
  ledger: ledger.tableArn,
  key: key.keyArn,
  rawBucket: rawBucket.bucketArn,
  workBucket: workBucket.bucketArn,
  lakeBucket: lakeBucket.bucketArn,
});
