import { ConfigError } from '../core/config/problems';
import { ConfigUnreadableError, loadDeployableSettings } from '../lib/config';
import { addStacks, createApp } from '../lib/stacks';

/**
 * The CDK app. `--context region=cn-north-1` synthesizes for another Region than the file's, `--context
 * config=other.config.ts` another file.
 */
try {
  const app = createApp();
  const context = (key: string): string | undefined => app.node.tryGetContext(key) as string | undefined;
  addStacks(app, loadDeployableSettings({ file: context('config'), region: context('region') }));
  app.synth();
} catch (error) {
  // Node would print a stack and the problems again, and the message would be lost above them.
  if (!(error instanceof ConfigError || error instanceof ConfigUnreadableError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
