import { loadDeployableSettings } from '../lib/config';
import { addStacks, createApp } from '../lib/stacks';

/**
 * The CDK app. `--context region=cn-north-1` synthesizes for another Region than the file's, `--context config=other.config.ts` another file.
 */
const app = createApp();
const context = (key: string): string | undefined => app.node.tryGetContext(key) as string | undefined;
addStacks(app, loadDeployableSettings({ file: context('config'), region: context('region') }));
app.synth();
