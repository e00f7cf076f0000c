import { makeDirectory } from './temporary/make-directory';
import { chooseWindow } from './window/choose-window';

/** Runs once, before the first test file. Variables set here reach every worker. */
export default function globalSetup(): void {
  makeDirectory();
  chooseWindow();
}
