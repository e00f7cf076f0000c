import { namesOf } from '../../../core/deployed-names';
import { lakeBucketNames } from '../../../core/lake/buckets';

const place = { accountId: '111111111111', region: 'ap-southeast-1' };

it('buckets are named for installation, account and Region, unless the lake has a name', () => {
  expect(lakeBucketNames(namesOf({}), place, {})).toEqual({
    lake: 'lakeferry-lake-111111111111-ap-southeast-1',
    raw: 'lakeferry-raw-111111111111-ap-southeast-1',
    work: 'lakeferry-work-111111111111-ap-southeast-1',
    accessLogs: 'lakeferry-logs-111111111111-ap-southeast-1',
  });
  expect(lakeBucketNames(namesOf({}), place, { bucketName: 'our-lake' }).lake).toBe('our-lake');
});

it('the longest name of an installation fits into the 63 characters that S3 takes', () => {
  const longest = Object.values(lakeBucketNames(namesOf({ name: 'a-very-long-nam' }), place, {})).map(
    (name) => name.length,
  );
  expect(Math.max(...longest)).toBe(58);
});
