#!/usr/bin/env node
// The lockfile pins SDK releases that run on Node 20; their notice about later ones is for whoever updates them.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
require('tsx/cjs');
// modules that are imported when they are needed go through Node's own import
import('tsx/esm/api').then(
  ({ register }) => {
    register();
    require('./lakeferry.ts');
  },
  (error) => {
    process.stderr.write(`The TypeScript loader does not load: ${error.message}. Run npm ci.\n`);
    process.exitCode = 1;
  },
);
