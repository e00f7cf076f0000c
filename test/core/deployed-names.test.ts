import fc from 'fast-check';
import { INSTALLATION_NAME, MAX_INSTALLATION_CHARS, namesOf } from '../../core/deployed-names';
import { exportTaskId, TASK_ID_MAX_LENGTH, TASK_ID_PATTERN } from '../../core/snapshots/slots';

const name = fc.stringMatching(INSTALLATION_NAME).filter(({ length }) => length <= MAX_INSTALLATION_CHARS);

it('the default installation has the shortest names', () => {
  const names = namesOf({});
  expect(names).toMatchObject({ prefix: 'lakeferry', installation: 'default', metricsNamespace: 'Lakeferry' });
  expect(names.deployed('start-export')).toBe('lakeferry-start-export');
  expect(names.glueDatabase('orders_shop')).toBe('orders_shop');
  expect(names.crawler('orders_shop')).toBe('lakeferry_orders_shop');
  expect(names.folder('orders')).toBe('orders');
  expect(names.tagKey('confidential')).toBe('confidential');
});

it('a named one carries its name in each of them', () => {
  const names = namesOf({ name: 'blue' });
  expect(names).toMatchObject({
    prefix: 'lakeferry-blue',
    installation: 'blue',
    metricsNamespace: 'Lakeferry/blue',
  });
  expect(names.deployed('start-export')).toBe('lakeferry-blue-start-export');
  expect(names.glueDatabase('orders_shop')).toBe('lakeferry_blue__orders_shop');
  expect(names.crawler('orders_shop')).toBe('lakeferry-blue_orders_shop');
  expect(names.folder('orders')).toBe('lakeferry-blue-orders');
  expect(names.tagKey('confidential')).toBe('lakeferry-blue-confidential');
});

it('names of two installations never meet, whatever stands behind the prefix of either', () => {
  // a crawler's key has no hyphen and a database's key begins with a letter: so the name ends where they begin
  const key = fc.stringMatching(/^[a-z][a-z0-9]{0,20}_[a-z][a-z0-9]{0,20}$/);
  const plain = fc.stringMatching(/^[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,3}){0,2}$/);
  fc.assert(
    fc.property(plain, plain, key, key, (a, b, keyOfA, keyOfB) => {
      if (a === b) return;
      const [one, other] = [namesOf({ name: a }), namesOf({ name: b })];
      expect(one.crawler(keyOfA)).not.toBe(other.crawler(keyOfB));
      expect(one.glueDatabase(keyOfA)).not.toBe(other.glueDatabase(keyOfB));
      expect(one.glueDatabase(keyOfA)).not.toBe(namesOf({}).glueDatabase(keyOfB));
    }),
  );
});

describe('export task ids', () => {
  const at = '2026-11-20T02:04:00Z';

  it('begin with the name of a named installation', () => {
    expect(exportTaskId('orders', at, 1, 'blue')).toBe('blue-orders-202611200204');
    expect(exportTaskId('orders', at, 2, 'blue')).toBe('blue-orders-202611200204-2');
  });

  it('are valid and tell installations apart, however long names are', () => {
    const source = fc.stringMatching(/^[a-z][a-z0-9]{0,20}(-[a-z0-9]{1,13}){0,3}$/);
    fc.assert(
      fc.property(name, fc.option(name, { nil: undefined }), source, (one, other, id) => {
        const taskId = exportTaskId(id, at, 1, one);
        expect(taskId).toMatch(TASK_ID_PATTERN);
        expect(taskId.length).toBeLessThanOrEqual(TASK_ID_MAX_LENGTH);
        if (one !== other) expect(taskId).not.toBe(exportTaskId(id, at, 1, other));
      }),
    );
  });
});
