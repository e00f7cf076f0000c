import { validateConfig } from '../../../core/config/validate';
import { fileBuckets } from '../../../core/lake/file-buckets';

const output = (name: string) => ({
  name,
  destination: { bucket: `${name}-in`, account: '222222222222', region: 'eu-central-1' },
  credentials: { mode: 'role', externalId: 'agreed' },
});

it('counts functions of outputs among the readers of the lake, where they read it', () => {
  const settings = validateConfig({
    environment: { region: 'eu-west-1' },
    replications: [
      { name: 'lake', source: {}, outputs: [output('partner')] },
      { name: 'files', source: { bucket: 'our-files' }, outputs: [output('other')] },
    ],
  });
  const { lake, raw } = fileBuckets(settings, '111111111111');
  const role = 'arn:aws:iam::111111111111:role/lakeferry/eu-west-1';
  expect(lake.readers).toContain(`${role}/partner/*`);
  expect(lake.readers).not.toContain(`${role}/other/*`);
  expect(raw.readers).not.toContain(`${role}/partner/*`);
});
