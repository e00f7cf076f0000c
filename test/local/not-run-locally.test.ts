import { validateConfig } from '../../core/config/validate';
import { NotRunLocallyError } from '../../local/not-run-locally';
import { startRuntime } from '../../local/runtime';
import { VirtualClock } from '../../packages/local-aws/clock';

it('refuses copies in another Region by their field, before anything is started', async () => {
  const replicateTo = {
    bucket: 'copies',
    region: 'eu-central-1',
    keyArn: 'arn:aws:kms:eu-central-1:111111111111:key/11111111-2222-4333-8444-555555555555',
  };
  const settings = validateConfig({
    environment: { region: 'eu-west-1' },
    dynamodb: [{ name: 'orders', tables: ['orders'] }],
    landing: { replicateTo },
  });
  const started = startRuntime({ settings, directory: 'never-made', clock: new VirtualClock(0) });
  await expect(started).rejects.toThrow(NotRunLocallyError);
  await expect(started).rejects.toThrow(/^landing\.replicateTo: 'copies' is not run by the local runtime: .*--config/);
});
