import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVICE_NAMES } from '../../services';
import { playLives } from './play-lives';
import { MEASURE_RECORDS } from './records/measures';
import { MESSAGE_RECORDS } from './records/messages';
import { STREAM_RECORDS } from './records/streams';
import { THING_RECORDS } from './records/things';
import { WORK_RECORDS } from './records/work';
import { CALLER_REGISTERS } from './registers/callers';
import { CATALOG_REGISTERS } from './registers/catalog';
import { OTHER_REGISTERS } from './registers/others';

/** `LOCAL_AWS_KILLS=100` plays as many. */
const KILLS = Number(process.env.LOCAL_AWS_KILLS ?? 4);
const registers = [...CATALOG_REGISTERS, ...OTHER_REGISTERS, ...CALLER_REGISTERS];
const records = [...MEASURE_RECORDS, ...MESSAGE_RECORDS, ...STREAM_RECORDS, ...THING_RECORDS, ...WORK_RECORDS];

it('every service that keeps something has writers', () => {
  const written = new Set([...registers, ...records].map(({ service }) => service as string));
  expect(SERVICE_NAMES.filter((name) => !written.has(name))).toEqual([]);
});

it(
  `killed ${KILLS} times amid writes to every service, the local AWS loses nothing that it had answered`,
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'local-aws-killed-'));
    const { problems, written, made } = await playLives({ directory, kills: KILLS, registers, records });
    process.stderr.write(`${KILLS} kills: ${written} values overwritten and ${made} things made, as answered.\n`);
    expect(problems).toEqual([]);
    expect(Math.min(written, made)).toBeGreaterThan(KILLS * 10);
    rmSync(directory, { recursive: true });
  },
  KILLS * 60_000 + 180_000,
);
