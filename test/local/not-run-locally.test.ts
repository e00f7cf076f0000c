import { validateConfig } from '../../core/config/validate';
import { NotRunLocallyError } from '../../local/not-run-locally';
import { startRuntime } from '../../local/runtime';
import { VirtualClock } from '../../packages/local-aws/clock';

it('refuses streams of tables by their name, before anything is started', async () => {
  const settings = validateConfig({
    environment: { region: 'eu-west-1' },
    dynamodb: [{ name: 'orders', tables: ['orders'] }],
  });
  const started = startRuntime({ settings, directory: 'never-made', clock: new VirtualClock(0) });
  await expect(started).rejects.toThrow(NotRunLocallyError);
  await expect(started).rejects.toThrow(
    /^dynamodb\[0\]\.name: 'orders' is not run by the local runtime yet: .*--config/,
  );
});
