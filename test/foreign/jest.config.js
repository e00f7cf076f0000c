/**
 * Checks against servers that others wrote. `.ci/foreign` starts them and says where they are; `npm test` does not
 * find these files.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  ...require('../../jest.config.js'),
  rootDir: '../..',
  roots: ['<rootDir>/test/foreign'],
  testMatch: ['**/*.check.ts'],
};
