import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetDatabasesCommand, GlueClient } from '@aws-sdk/client-glue';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { Journal } from '../../../bin/probe/journal';
import { QUESTIONS } from '../../../bin/probe/questions';
import { removeMade } from '../../../bin/probe/remove';
import { type ProbeDocument, type ProbeOptions, runProbe } from '../../../bin/probe/run-probe';
import { ANSWERS, type Answers, EDGES } from '../../../packages/local-aws/answers';
import { type Aws, startAws } from '../../../packages/local-aws/start-aws';

const ACCOUNT = '111111111111';
const NAME = 'lakeferry-probe-0a1b2c3d';
/**
 * Calls that make something or try to: tag, database, two tables, tag again, three filters, grant, grant again,
 * policy.
 */
const MAKING_CALLS = 11;
/** After the policy nothing new is made. */
const LAST_TO_STOP = 10;

const ALL = { ...ANSWERS, ...EDGES };
const answering = (which: 0 | 1): Answers =>
  Object.fromEntries(
    Object.entries(ALL).map(([question, choices]) => [question, choices[which]]),
  ) as unknown as Answers;

// where the tags of dropped columns go with them, none can be taken off
const otherAnswers: Answers = { ...answering(1), absentColumnUntagging: 'refused' };

const running: Aws[] = [];
afterEach(async () => {
  for (const aws of running.splice(0)) await aws.close();
});

async function account(answers?: Partial<Answers>) {
  const aws = await startAws({ services: ['glue', 'lakeformation'], answers });
  running.push(aws);
  const { clients, directory, calls } = clientsOf(aws);
  return {
    aws,
    calls,
    options: {
      ...clients,
      directory,
      account: ACCOUNT,
      region: 'us-east-1',
      name: NAME,
      now: () => new Date(0),
      signal: new AbortController().signal,
      pause: async () => {},
      keep: () => {},
    } satisfies ProbeOptions,
    async left() {
      const { DatabaseList = [] } = await new GlueClient(aws.clientConfig()).send(new GetDatabasesCommand({}));
      const { tags, filters, grants } = aws.service('lakeformation').permissionState();
      const probes = (things: object): string[] => JSON.stringify(things).match(/lakeferry.probe\S{0,9}/g) ?? [];
      return [
        ...probes(DatabaseList),
        ...probes(tags),
        ...probes(filters),
        ...probes(grants),
        ...readdirSync(directory),
      ];
    },
  };
}

/** Clients whose every call that makes something is counted, and told of before it goes out. */
function clientsOf(aws: Aws) {
  const calls = { made: 0, before: (_made: number): void => {} };
  const counted = <C extends GlueClient | LakeFormationClient>(client: C): C => {
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        (args) => {
          if (/^(Create|Grant)/.test(commandName)) calls.made += 1;
          calls.before(calls.made);
          return next(args);
        },
      { step: 'initialize' },
    );
    return client;
  };
  const clients = {
    glue: counted(new GlueClient(aws.clientConfig())),
    lakeformation: counted(new LakeFormationClient(aws.clientConfig())),
  };
  return { clients, calls, directory: mkdtempSync(join(tmpdir(), 'lakeferry-probe-')) };
}

it('has a question for every answer that the local services can be given', () =>
  expect(QUESTIONS.map(({ name }) => name).sort()).toEqual(Object.keys(ALL).sort()));

it.each([
  ['its defaults', answering(0)],
  ['hidden partition keys beside shown columns', { ...answering(0), partitionKeysWithoutTag: 'hidden' as const }],
  ['the other answers', otherAnswers],
  ['tags on absent columns', { ...answering(0), absentColumnUntagging: 'accepted' as const }],
])('finds out that an account has %s, and leaves nothing there', async (_which, answers) => {
  const { options, left } = await account(answers);
  const document = await runProbe(options);
  expect(document).toEqual({
    account: ACCOUNT,
    region: 'us-east-1',
    askedAt: '1970-01-01T00:00:00.000Z',
    answers,
    unforeseen: {},
  });
  expect(await left()).toEqual([]);
});

it('leaves nothing wherever it is interrupted', async () => {
  const { options, calls, left } = await account(otherAnswers);
  for (let thing = 1; thing <= LAST_TO_STOP; thing += 1) {
    const interrupted = new AbortController();
    calls.made = 0;
    calls.before = (made) => {
      if (made >= thing) interrupted.abort();
    };
    const run = runProbe({ ...options, signal: interrupted.signal });
    await expect(run).rejects.toMatchObject({ name: 'ProbeInterruptedError' });
    expect(await left()).toEqual([]);
  }
});

it('leaves a journal wherever it dies, by which everything is removed', async () => {
  const { options, calls, left } = await account(otherAnswers);
  for (let thing = 1; thing <= MAKING_CALLS; thing += 1) {
    calls.made = 0;
    calls.before = (made) => {
      if (made >= thing) throw new Error('The process has died.');
    };
    await expect(runProbe(options)).rejects.toMatchObject({ name: 'ProbeLeftoverError' });
    calls.before = () => {};
    const [journal] = Journal.left(options.directory);
    expect(journal?.place).toEqual({ account: ACCOUNT, region: 'us-east-1' });
    await removeMade(options, journal!);
    expect(await left()).toEqual([]);
  }
});

it('keeps the answers also where something cannot be removed', async () => {
  const { aws, options } = await account();
  aws.faults.inject({ name: 'access-denied', target: 'lakeformation:DeleteLFTag' });
  const kept: ProbeDocument[] = [];
  const run = runProbe({ ...options, keep: (document) => kept.push(document) });
  await expect(run).rejects.toMatchObject({ name: 'ProbeLeftoverError' });
  expect(kept).toMatchObject([{ answers: answering(0) }]);
});

it('writes down what AWS did where it is no answer that lakeferry is prepared for', async () => {
  const { aws, options, left } = await account();
  aws.faults.inject({ name: 'access-denied', target: 'lakeformation:CreateDataCellsFilter' });
  const { unforeseen } = await runProbe(options);
  expect(Object.keys(unforeseen)).toHaveLength(1);
  expect(await left()).toEqual([]);
});
