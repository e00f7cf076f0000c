import { executionName } from '../../../core/replication/execution-name';
import type { ObjectEvent } from '../../../core/replication/object-event';

const EVENT: ObjectEvent = { kind: 'created', bucket: 'b', key: '😀'.repeat(256), versionId: 'v', time: 't' };

it('is the same for one claim, and fits Step Functions', () => {
  const name = executionName('a-name-of-20-letters', EVENT, 1);
  expect(name).toMatch(/^[a-z0-9-]{1,80}$/);
  expect(executionName('a-name-of-20-letters', { ...EVENT, time: 'later' }, 1)).toBe(name);
});

it('differs by output, key, version and claim', () => {
  const names = [
    executionName('a', EVENT, 1),
    executionName('b', EVENT, 1),
    executionName('a', EVENT, 2),
    executionName('a', { ...EVENT, key: 'k' }, 1),
    executionName('a', { ...EVENT, versionId: 'w' }, 1),
  ];
  expect(new Set(names).size).toBe(5);
});
