import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from './temporary/make-directory';
import { chooseWindow } from './window/choose-window';

/** Runs once, before the first test file. Variables set here reach every worker. */
export default function globalSetup(): void {
  const directory = makeDirectory();
  // Compiled by the first test file that synthesizes, for all of them.
  process.env.LAKEFERRY_COMPILED_FUNCTIONS = join(directory, 'compiled-functions');
  // What the first test file synthesized of a Region, for the others.
  process.env.LAKEFERRY_SYNTHESIZED = join(directory, 'synthesized');
  // Nothing that tests synthesize is deployed: 70 MB of native code stay where they are.
  process.env.LAKEFERRY_EMPTY_LAYERS = join(directory, 'empty-layer');
  mkdirSync(process.env.LAKEFERRY_EMPTY_LAYERS);
  mkdirSync(process.env.LAKEFERRY_SYNTHESIZED);
  // CDK's own check of resource schemas takes seconds in WebAssembly, and `cdk synth` runs it.
  process.env.CDK_VALIDATION = 'false';
  chooseWindow();
}
