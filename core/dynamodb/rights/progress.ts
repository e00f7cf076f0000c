import { arnIn, type Permission, type RightsPlace } from '../../rights/permission';
import { KEY_ACTIONS, PROGRESS_BUCKET_ACTIONS, PROGRESS_OBJECT_ACTIONS, progressObject, underBucket } from './landing';

export interface ProgressRightsProps {
  readonly place: RightsPlace;
  readonly entry: string;
  /** Of the stream, and of its delivery stream. */
  readonly streamName: string;
  /** ARNs of the landing bucket and of its key. */
  readonly bucket: string;
  readonly key: string;
}

/** Of `tell-progress`. */
export function progressRights({ place, entry, streamName, bucket, key }: ProgressRightsProps): Permission[] {
  return [
    {
      actions: ['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'],
      resources: ['*'],
      because: 'CloudWatch has no resource for the reading of metrics.',
    },
    { actions: ['kinesis:DescribeStreamSummary'], resources: [arnIn(place, 'kinesis', `stream/${streamName}`)] },
    {
      actions: ['firehose:DescribeDeliveryStream'],
      resources: [arnIn(place, 'firehose', `deliverystream/${streamName}`)],
    },
    { actions: PROGRESS_BUCKET_ACTIONS, resources: [bucket] },
    { actions: PROGRESS_OBJECT_ACTIONS, resources: [progressObject(bucket, entry)] },
    { actions: KEY_ACTIONS, resources: [key], conditions: { StringLike: underBucket(bucket) } },
  ];
}
