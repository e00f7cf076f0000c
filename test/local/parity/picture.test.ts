import { differences } from './picture';

const rule = { state: 'ENABLED', targets: [{ Id: 'a' }] };

it.each([
  ['alike', { rule }, { rule: { ...rule, description: undefined } }, []],
  ['another value', { rule }, { rule: { ...rule, state: 'DISABLED' } }, [['rule', 'state']]],
  ['a value inside', { rule }, { rule: { ...rule, targets: [{ Id: 'b' }] } }, [['rule', 'targets']]],
  ['a property more', { rule }, { rule: { ...rule, role: 'r' } }, [['rule', 'role']]],
  ['not made locally', { rule }, {}, [['rule', 'exists']]],
  ['made only locally', {}, { rule }, [['rule', 'exists']]],
])('%s', (_what, stack, local, expected) =>
  expect(differences(stack, local).map(({ resource, property }) => [resource, property])).toEqual(expected),
);
