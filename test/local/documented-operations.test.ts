import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScaledClock } from '../../packages/local-aws/clock';
import { loadDatabases } from '../../packages/local-aws/databases';
import { Faults } from '../../packages/local-aws/faults';
import { type Services, startServices } from '../../packages/local-aws/services';
import { memoryStore } from '../../packages/local-aws/store';

const DOCUMENT = readFileSync(join(__dirname, '..', '..', 'docs', 'local-runtime.md'), 'utf8');

describe('docs/local-runtime.md lists exactly what is served', () => {
  const directory = mkdtempSync(join(tmpdir(), 'lakeferry-documented-'));
  let services: Services;
  beforeAll(async () => {
    services = await startServices({
      partition: 'aws',
      region: 'eu-west-1',
      accountId: '111111111111',
      keyArn: 'arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-4000-8000-000000000000',
      directory,
      clock: new ScaledClock(),
      store: memoryStore(),
      faults: new Faults(),
      databases: loadDatabases({ directory, sources: [] }),
    });
  });
  afterAll(() => services.close());

  it('service by service', () => {
    for (const { service } of services.coded) {
      const row = new RegExp(`^\\| ${service.name} \\| (.*) \\|$`, 'm').exec(DOCUMENT)?.[1] ?? '';
      expect([service.name, row.split(', ')]).toEqual([service.name, Object.keys(service.operations).sort()]);
    }
  });
});
