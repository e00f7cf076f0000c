import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualClock } from '../../packages/local-aws/clock';
import { createEngine } from '../../packages/local-aws/engine';
import { createStatesService } from '../../packages/local-aws/services/stepfunctions';
import { memoryStore, openStore, type Store } from '../../packages/local-aws/store';
import type { Workload } from './machines';

/**
 * Loads what it needs; what it returns runs a workload to its end, and resolves false when the engine has no such
 * feature.
 */
export type Contestant = () => (workload: Workload) => Promise<boolean>;

async function runLocally(workload: Workload, store: Store): Promise<boolean> {
  const engine = await createEngine({
    clock: new VirtualClock(0),
    store,
    partition: 'aws',
    region: 'eu-central-1',
    accountId: '111111111111',
    emit: async () => {},
    invokeFunction: async (_, payload) => payload,
    sdk: async () => ({}),
    historyLimit: false,
  });
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', ...workload.jsonata });
  const create = createStatesService(engine).operations.CreateStateMachine!;
  const { stateMachineArn } = (await create({ name: 'bench', definition, roleArn: 'role' }, {} as never)) as {
    stateMachineArn: string;
  };
  const { record } = await engine.start({ stateMachineArn, input: JSON.stringify(workload.input) });
  await engine.whenClosed(record.arn);
  if (record.status !== 'SUCCEEDED') throw new Error(`${record.status}: ${record.error} ${record.cause}`);
  return true;
}

/** The floor: the same functions called in a plain loop, no engine at all. */
const bare: Contestant =
  () =>
  async ({ transitions }) => {
    const echo = async (payload: unknown): Promise<unknown> => payload;
    for (let i = 0; i < transitions; i++) await echo(JSON.parse(JSON.stringify({ i })));
    return true;
  };

const onDisk: Contestant = () => async (workload) => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-engine-'));
  const store = await openStore(folder);
  try {
    return await runLocally(workload, store);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
};

interface Peer {
  readonly StateMachine: new (
    definition: object,
    options: object,
  ) => { run(input: object, options: object): { readonly result: Promise<unknown> } };
}

/**
 * In memory, JSONPath, no history, no redrive. Not a dependency: `npm i --no-save aws-local-stepfunctions@3.0.0` brings
 * it for the bench.
 */
const peer: Contestant = () => {
  const { StateMachine } = loadPeer();
  return async ({ jsonpath, input }) => {
    if (jsonpath === undefined) return false;
    const machine = new StateMachine(jsonpath, { validationOptions: { noValidate: true } });
    const overrides = { taskResourceLocalHandlers: { Work: async (payload: unknown) => payload } };
    await machine.run(input, { overrides }).result;
    return true;
  };
};

/** It wants Node 22's Promise.withResolvers; given that, it runs on 20 too. */
function loadPeer(): Peer {
  (Promise as { withResolvers?: unknown }).withResolvers ??= function withResolvers() {
    let settle = {};
    const promise = new Promise((resolve, reject) => {
      settle = { resolve, reject };
    });
    return { promise, ...settle };
  };
  const from = process.env.PEER_MODULES === undefined ? [] : [process.env.PEER_MODULES];
  return require(require.resolve('aws-local-stepfunctions', { paths: [...from, process.cwd()] })) as Peer;
}

export const CONTESTANTS: Readonly<Record<string, Contestant>> = {
  'baseline: bare calls': bare,
  'lakeferry, store in memory': () => (workload) => runLocally(workload, memoryStore()),
  'lakeferry, store on disk': onDisk,
  'aws-local-stepfunctions': peer,
};
