import { drawn } from '../window/environment';
import { nightWithout, ROLES } from './night';
import { isOutside } from './outside-the-night';

/**
 * Each action that a night needs is taken away in turn. `LAKEFERRY_RIGHTS=all` takes every one (a night each, some
 * seconds); otherwise the last one of a few roles is taken.
 */
const actionsOf = ROLES.map((role) => {
  const actions = [...new Set(role.permissions.flatMap((each) => each.actions))];
  return { role, actions: actions.filter((action) => !isOutside(role.owner, action)) };
});
const isWhole = process.env.LAKEFERRY_RIGHTS === 'all';
const roles = isWhole ? actionsOf : drawn(actionsOf, 4);
const cases = roles.flatMap(({ role, actions }) =>
  (isWhole ? actions : actions.slice(-1)).map((action) => ({ role, owner: role.owner, action })),
);

it.each(cases)('a night in which $owner lacks $action meets AccessDenied', async ({ role, action }) => {
  const refusals = await nightWithout(role, action, role.owner === 'notify-failure');
  expect(refusals).toContainEqual(expect.stringContaining(`perform: ${action}`));
  expect(refusals).toContainEqual(expect.stringContaining(role.arn.split('/').at(-1) ?? ''));
});

it('every role has an action that a night needs', () =>
  expect(actionsOf.filter(({ actions }) => actions.length === 0)).toEqual([]));
