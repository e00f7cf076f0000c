import type { SourceSettings } from '../../core/config/types';

export interface Played {
  readonly sources: readonly SourceSettings[];
  /** For people: which sources are left out, and why. */
  readonly notice?: string;
}

/** The sources that an automated snapshot starts, which is what the demo takes. Throws when there is none. */
export function playedSources(sources: readonly SourceSettings[]): Played {
  const isPlayed = ({ trigger }: SourceSettings): boolean =>
    'snapshots' in trigger && trigger.snapshots.includes('automated');
  const played = sources.filter(isPlayed);
  const leftOut = sources.filter((source) => !isPlayed(source)).map(({ id }) => id);
  const reason = `${leftOut.join(', ')}: the demo takes automated snapshots, which their trigger does not wait for`;
  if (played.length === 0) throw new Error(`The demo cannot play ${reason}. Leave trigger out of one source.`);
  return { sources: played, notice: leftOut.length === 0 ? undefined : `The demo leaves out ${reason}.` };
}
