import type { OutputSettings } from '../../../core/config/replication/types';
import type { Finding } from '../../../core/replication/comparison/report';
import { conversionOf, isKeyTaken } from '../../../core/replication/destination-key';
import { ignores } from '../../../core/replication/ignore';
import {
  type Judgement,
  judgeObject,
  type KnownOfKey,
  type ListedObject,
} from '../../../core/replication/judge-object';
import type { Merged } from '../../../core/replication/merge-listings';
import type { Lease } from '../../../core/replication/receipts';
import { inParallel } from '../../shared/in-parallel';
import type { Receipts } from '../claim/read-receipt';
import { isMachines } from '../object/given-up';
import { ConvertedObjects } from './converted-objects';
import type { Findings } from './findings';
import type { ListedSide } from './list-keys';
import type { KeyedReceipt } from './receipts-in-range';
import { isSameByChecksum } from './same-checksum';

/** What the source, the destination and the table of receipts have of one key. */
export type SidesOfKey = Merged<[ListedObject, ListedObject, KeyedReceipt]>;

export interface JudgedSides {
  readonly source: ListedSide;
  readonly destination: ListedSide;
}

/** HEADs at once, for keys that the listings leave in doubt. */
const AT_ONCE = 16;

export interface PageJudgeProps {
  readonly sides: JudgedSides;
  readonly output: Pick<OutputSettings, 'ignore' | 'convert'>;
  readonly receipts: Receipts;
  readonly findings: Findings;
  readonly now: () => number;
  /** Whether the machine that has this claim works no more. */
  readonly isGivenUp: (lease: Lease) => Promise<boolean>;
}

/** Judges keys page by page, and writes down what it finds. */
export class PageJudge {
  readonly #isIgnored: (bucket: string, key: string) => boolean;
  readonly #converted: ConvertedObjects;

  constructor(readonly props: PageJudgeProps) {
    this.#isIgnored = ignores(props.output.ignore);
    this.#converted = new ConvertedObjects(props.sides, props.output, props.receipts);
  }

  async judge(page: readonly SidesOfKey[]): Promise<void> {
    const judged = page.map((sides) => this.#judge(sides));
    const doubtful = judged.flatMap((verdict, i) => (typeof verdict === 'function' ? [{ i, verdict }] : []));
    const certain = await inParallel(doubtful, AT_ONCE, ({ verdict }) => verdict());
    doubtful.forEach(({ i }, n) => {
      judged[i] = certain[n];
    });
    for (const [i, sides] of page.entries()) {
      const verdict = judged[i] as Judged;
      if (verdict === undefined) continue;
      const counted = COUNTED_ALONE[verdict as keyof typeof COUNTED_ALONE];
      if (counted === undefined) await this.props.findings.add(findingOf(sides, verdict as Finding['judgement']));
      else this.props.findings.count(counted);
    }
  }

  /** What is to be said of a key, or how it is to be found out. */
  #judge(sides: SidesOfKey): Judged | (() => Promise<Judged>) {
    const [source, destination, receipt] = sides;
    const key = (source ?? destination ?? receipt!).key;
    if (this.#isIgnored(this.props.sides.source.bucket, key)) return source === undefined ? undefined : 'IGNORED';
    const lease = receipt?.item.state === 'COPYING' ? receipt.item.lease : undefined;
    const isAskedFor = source !== undefined && isMachines(lease, this.props.now());
    return isAskedFor ? () => this.#judgeClaimed(sides, lease) : this.#judgeKnown(sides);
  }

  async #judgeClaimed([source, destination, receipt]: SidesOfKey, lease: Lease): Promise<Judged> {
    if (!(await this.props.isGivenUp(lease))) return 'UNDER_WAY';
    const item = { ...receipt!.item, lease: undefined };
    const verdict = this.#judgeKnown([source, destination, { ...receipt!, item }]);
    return typeof verdict === 'function' ? verdict() : verdict;
  }

  #judgeKnown([source, destination, receipt]: SidesOfKey): Judged | (() => Promise<Judged>) {
    const key = (source ?? destination ?? receipt!).key;
    const known = receipt?.item;
    const now = this.props.now();
    if (
      conversionOf(this.props.output, key) !== undefined &&
      (source !== undefined || known?.receipt?.converted !== undefined)
    ) {
      return async () => this.#judgeConverted(key, source, known, now);
    }
    if (source === undefined && destination !== undefined && this.#converted.mayBeConverted(key)) {
      return async () =>
        (await this.#converted.standsFor(key)) ? undefined : certain(judgeObject({ destination, known }, now));
    }
    const verdict = judgeObject({ source, destination, known }, now);
    if (verdict !== 'DOUBTFUL') return verdict;
    const { source: from, destination: to } = this.props.sides;
    return async () => ((await isSameByChecksum(from, to, key)) ? 'SAME' : 'DIFFERENT');
  }

  async #judgeConverted(
    key: string,
    source: ListedObject | undefined,
    known: KnownOfKey | undefined,
    now: number,
  ): Promise<Judged> {
    const isTaken = (await this.#converted.otherOwner(key)) !== undefined;
    // what stands there is the other one's
    if (isTaken) return source === undefined ? undefined : certain(judgeObject({ source, known }, now));
    const destination = await this.#converted.destinationOf(key);
    // the key was taken, and is so no more: whoever has it now is copied
    const isFree = source !== undefined && known?.state === 'SET_ASIDE' && isKeyTaken(known.reason);
    const believed = isFree ? undefined : known;
    return certain(judgeObject({ source, destination, known: believed, isConverted: true }, now));
  }
}

/** Verdicts of which no line is written. */
const COUNTED_ALONE = { IGNORED: 'ignored', SAME: 'same', UNDER_WAY: 'underWay' } as const;

function findingOf([source, destination, receipt]: SidesOfKey, judgement: Finding['judgement']): Finding {
  const { key, size } = source ?? destination ?? { key: receipt!.key, size: 0 };
  return {
    judgement,
    key,
    size,
    ...(source === undefined ? {} : { etag: source.etag }),
    ...(source?.versionId === undefined ? {} : { versionId: source.versionId }),
    revision: receipt?.item.revision ?? 0,
  };
}

type Judged = Judgement | 'IGNORED' | undefined;

/** Of converted objects, and of those at one side alone, sizes are never compared. */
const certain = (verdict: Judgement | 'DOUBTFUL' | undefined): Judged =>
  verdict === 'DOUBTFUL' ? 'DIFFERENT' : verdict;
