import { setTimeout as pause } from 'node:timers/promises';
import type { AwsClients } from './clients';
import { History } from './history';
import type { Life } from './life';
import type { Record } from './records/record';
import type { Register } from './registers/register';

const WRITERS = 4;
/** Writers begin with different services. */
const APART = 5;
/** Answers after which every other life ends: another number each time. */
const answersOf = (life: number): number => 60 + ((life * 37) % 90);
/** Beginnings of the namespaces after whose writes the others end, in turn. */
const NAMESPACES = [
  'glue-partitions',
  'lakeformation-assignments',
  'lakeformation-grants',
  'events-deliveries',
  'sns-',
  'sqs-messages',
  'rds-',
  'glue-craw',
  's3-',
  'kms-',
  'ssm-',
  'states/',
  'athena-',
  's3-events',
  's3-deliveries',
  'sqs-move-tasks',
  'kinesis-',
  'dynamodb-',
  'firehose-',
  'cloudwatch-',
];
/** Odd and even: what is done in two writes is cut after the first. */
const writesOf = (life: number): number => 4 + ((life * 7) % 13);
/** Others that wrote little end here. */
const MOST_ANSWERS = 400;
/** In real time, after the last kill. */
const REST_MS = 120_000;
const POLL_MS = 500;

/** What the writers of all lives did, and what is wrong with what they find. */
export class Lives {
  readonly problems: string[] = [];
  written = 0;
  made = 0;
  readonly #histories = new Map<Register, History>();
  readonly #made = new Map<Record, string[]>();
  #checked = new Map<Record, number>();

  constructor(
    readonly registers: readonly Register[],
    readonly records: readonly Record[],
  ) {
    for (const register of registers) this.#histories.set(register, new History());
    for (const record of records) this.#made.set(record, []);
  }

  async setUp(aws: AwsClients): Promise<void> {
    for (const each of [...this.registers, ...this.records]) await each.setUp?.(aws);
  }

  /** Writers of every service go on until the process is killed amid their calls. */
  async write(life: Life, number: number): Promise<void> {
    let left = number % 2 === 0 ? answersOf(number) : MOST_ANSWERS;
    const namespace = NAMESPACES[Math.floor(number / 2) % NAMESPACES.length]!;
    if (number % 2 === 1) await life.dieAfter(namespace, writesOf(number));
    const answered = (): void => {
      if (--left === 0) void life.kill();
    };
    const writers = Array.from({ length: WRITERS }, (_, writer) =>
      this.#write(life, `${number}-${writer}`, writer * APART, answered),
    );
    await Promise.all(writers);
    await life.kill();
    for (const history of this.#histories.values()) history.kill();
  }

  /** What the last life answered is there; after the last kill, all that any life answered. */
  async check(aws: AwsClients, isLast: boolean): Promise<void> {
    for (const [register, history] of this.#histories) {
      const problem = await history.read(() => register.read(aws));
      if (problem !== undefined) this.problems.push(`${register.service}, ${register.what}: ${problem}`);
    }
    for (const record of this.records) {
      const made = this.#made.get(record)!;
      const since = isLast ? 0 : (this.#checked.get(record) ?? 0);
      this.#checked.set(record, made.length);
      if (!isLast && record.isSlow) continue;
      const missing = await (isLast ? settled(aws, record, made) : record.missing(aws, made.slice(since)));
      this.problems.push(...missing.map((problem) => `${record.service}, ${record.what}: ${problem}`));
    }
  }

  async #write(life: Life, writer: string, first: number, answered: () => void): Promise<void> {
    try {
      for (let turn = first; ; turn++) {
        await this.#overwrite(life.aws, this.registers[turn % this.registers.length]!, answered);
        await this.#make(life.aws, this.records[turn % this.records.length]!, `${writer}-${turn}`, answered);
      }
    } catch (error) {
      if (isCutOff(error)) await life.ended;
      else {
        this.problems.push(String(error));
        await life.kill();
      }
    }
  }

  /** Two at once, and then a look: so one of them came last for whoever looks again. */
  async #overwrite(aws: AwsClients, register: Register, answered: () => void): Promise<void> {
    const history = this.#histories.get(register)!;
    const write = async (): Promise<void> => {
      await history.write((value) => register.write(aws, value));
      this.written++;
      answered();
    };
    const refused = (await Promise.allSettled([write(), write()])).find(({ status }) => status === 'rejected');
    if (refused !== undefined) throw (refused as PromiseRejectedResult).reason;
    const problem = await history.read(() => register.read(aws));
    if (problem !== undefined) this.problems.push(`${register.service}, ${register.what}, before a kill: ${problem}`);
  }

  async #make(aws: AwsClients, record: Record, id: string, answered: () => void): Promise<void> {
    const made = await record.make(aws, id);
    if (made === undefined) return;
    this.#made.get(record)!.push(made);
    this.made++;
    answered();
  }
}

/** A call to a process that died before it answered. */
const isCutOff = (error: unknown): boolean =>
  /ECONNRE|EPIPE|socket hang up|aborted|http2 request did not get a response/.test(
    `${(error as NodeJS.ErrnoException).code} ${error}`,
  );

/** What is still missing when nothing goes on any more. */
async function settled(aws: AwsClients, record: Record, made: readonly string[]): Promise<readonly string[]> {
  const until = Date.now() + (record.isSlow ? REST_MS : 0);
  for (;;) {
    const missing = await record.missing(aws, made);
    if (missing.length === 0 || Date.now() > until) return missing;
    await pause(POLL_MS);
  }
}
