import { rmSync } from 'node:fs';

/**
 * Removed once all is over; what cannot be removed is the operating system's to clean, and says nothing about the
 * tests.
 */
export default function removeDirectory(): void {
  const directory = process.env.TMPDIR ?? '';
  try {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  } catch (error) {
    process.stderr.write(`${directory} is left behind: ${String(error)}\n`);
  }
}
