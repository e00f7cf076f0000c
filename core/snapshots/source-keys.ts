import type { Settings } from '../config/types';

/** Keys of others that snapshots are encrypted with, each once. */
export const sourceKeyArns = ({ sources }: Pick<Settings, 'sources'>): string[] =>
  [...new Set(sources.flatMap(({ keyArn }) => keyArn ?? []))].sort();
