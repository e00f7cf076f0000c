import { z } from 'zod';
import { accounts } from './accounts/schema';
import { BRANCHES } from './branches';
import { environment } from './environment/schema';
import { atLeastOne, exactly } from './fields';
import { governance } from './governance/schema';
import { lake } from './lake/schema';
import { notifications } from './operations/schema';
import { timeZone } from './time-zone';

/**
 * The parts that every configuration has, whatever goes to the lake. A mistake in one does not hide those of another.
 */
export const PARTS = {
  environment,
  lake: lake.optional(),
  governance: governance.optional(),
  accounts: accounts.optional(),
  notifications: notifications.optional(),
  timeZone: timeZone.optional(),
};

const BRANCH_KEYS = BRANCHES.flatMap(({ key, options }) => [key, ...Object.keys(options)]);

/** All top-level keys, and no others. */
export const WHOLE = exactly(
  Object.fromEntries([...Object.keys(PARTS), ...BRANCH_KEYS].map((key) => [key, z.unknown().optional()])),
);

/** The list of a branch; each entry is read by itself. */
export const ENTRIES = atLeastOne(z.unknown(), ', or leave it out').optional();
