import type { NarrowReader } from '../governance/desired/narrow-readers';

/** A workgroup of the analysts' account. */
export interface AnalystWorkgroupDefinition {
  /** Without the installation's prefix. */
  readonly name: string;
  /** Folder of its results, without a slash at its end. */
  readonly folder: string;
}

/** Of those who read all that the account was given. */
export const ALL_READERS: AnalystWorkgroupDefinition = { name: 'analysts', folder: 'results' };

/** For a role that reads less than the others: nobody else reads its results, and it reads nobody else's. */
export const workgroupOf = ({ name }: Pick<NarrowReader, 'name'>): AnalystWorkgroupDefinition => ({
  name: `analysts-${name}`,
  folder: `roles/${name}`,
});

/** 100 GiB: half a dollar at five dollars a terabyte. A query that forgets the date of a large table ends here. */
export const MAX_SCANNED_BYTES = 100 * 1024 ** 3;
