import type { IDependable } from 'constructs';
import type { LakeGrant } from '../lake-grant';

/**
 * Grants made at once, at most: from about ten on they fail with ConcurrentModification, and CloudFormation has lost
 * track of concurrent ones (AlreadyExists). So a few grants take one lane, one after another, and only many take
 * several.
 */
const MAX_LANES = 4;
const GRANTS_OF_A_LANE = 20;

/**
 * Orders the grants of a stack. Without an order CloudFormation makes all at once, and in one line hundreds take hours.
 */
export class GrantLanes {
  readonly #last: (LakeGrant | undefined)[];
  #turn = 0;

  /** `count`: grants that will come. `first`: what all of them wait for. */
  constructor(
    count: number,
    private readonly first: readonly IDependable[],
  ) {
    const lanes = Math.max(1, Math.min(MAX_LANES, Math.ceil(count / GRANTS_OF_A_LANE)));
    this.#last = Array.from({ length: lanes }, () => undefined);
  }

  /** Puts grants one after another at the end of the lane whose turn it is. */
  append(...grants: readonly LakeGrant[]): void {
    const lane = this.#turn++ % this.#last.length;
    for (const grant of grants) {
      const before = this.#last[lane];
      if (before === undefined) grant.node.addDependency(...this.first);
      else grant.addResourceDependency(before);
      this.#last[lane] = grant;
    }
  }
}
