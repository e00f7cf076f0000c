// Releases that run on Node 20 are pinned; their notice about later ones says nothing about a test.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** @type {import('jest').Config} */
module.exports = {
  // All cores: what waits for a worker is only a process that waits for its tests.
  maxWorkers: '100%',
  // Node's, with modules compiled once a worker.
  testEnvironment: '<rootDir>/test/environment/node.ts',
  globalSetup: '<rootDir>/test/global-setup.ts',
  globalTeardown: '<rootDir>/test/temporary/remove-directory.ts',
  roots: ['<rootDir>/test', '<rootDir>/packages'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '\\.(ts|js|mjs)$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!(hyparquet)/)'],
  // A guard against what hangs, not a measure of speed.
  testTimeout: 300_000,
};
