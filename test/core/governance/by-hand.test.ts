import { isByHand } from '../../../core/governance';
import { ANALYTICS, catalog, govern, plan, policy, table, untouched, type World } from './world';

const POLICY = policy({ share: ['orders'] });
const WIDER = { ...POLICY, tags: { confidential: ['sensitive', 'private', 'public', 'secret'] } };
const GOVERNED = govern(POLICY, untouched(catalog({ orders: table(['id']) })));

/** Values of the tag that are to be granted, each with whether somebody took it away by hand. */
const granted = (rules: typeof POLICY, world: World) => {
  const made = plan(rules, world);
  return made.changes.flatMap((change) =>
    change.kind === 'grant' && change.grant.resource.kind === 'tag'
      ? [[change.grant.resource.values, isByHand(change, made, { owned: world.owned, isSamePolicy: false })]]
      : [],
  );
};

test('under another policy, a value of a tag that was granted was taken away by hand, and a new value was not', () => {
  expect(granted(WIDER, GOVERNED)).toEqual([[['secret'], false]]);
  const grants = GOVERNED.live.grants.filter(
    ({ principal, resource }) => principal !== ANALYTICS || resource.kind !== 'tag' || resource.key !== 'confidential',
  );
  const revoked = { ...GOVERNED, live: { ...GOVERNED.live, grants } };
  expect(granted(POLICY, revoked)).toEqual([[['private', 'public', 'sensitive'], true]]);
});
