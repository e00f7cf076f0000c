import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClientConfig, clientConfigOf } from './client-config';
import { type Clock, EndingClock, ScaledClock } from './clock';
import type { SourceDatabases } from './databases';
import { Faults } from './faults';
import { type Controls, type Gateway, startGateway } from './gateway';
import { DIES_WITH_ITS_INVOCATION, tellInvocationsApart } from './invocation';
import { SERVICE_NAMES, type ServiceName, type Services, type ServicesOptions, startServices } from './services';
import type { RoleInUse, ServiceTable } from './services/module';
import { memoryStore, openStore, type Store } from './store';

export interface AwsOptions
  extends Pick<
    ServicesOptions,
    | 'adHocRoles'
    | 'answers'
    | 'authorize'
    | 'functionPrefix'
    | 'concurrentExecutions'
    | 'issuers'
    | 'keyIds'
    | 'organizations'
    | 'random'
  > {
  /** Signing names; the services that those need run too. @default all of them */
  readonly services?: readonly ServiceName[];
  /** Whose resources they are, unless a request's credentials say otherwise. @default '111111111111' */
  readonly accountId?: string;
  /** @default 'us-east-1' */
  readonly region?: string;
  /** @default the Region's */
  readonly partition?: string;
  /** On 127.0.0.1. @default a free one */
  readonly port?: number;
  /**
   * Everything is kept here; a second start over it goes on where the first ended. @default nothing is kept after
   * `close`
   */
  readonly directory?: string;
  /** @default real time */
  readonly clock?: Clock;
  /** Closed with the rest. @default durable, below the directory; without a directory in memory */
  readonly store?: Store;
  /** The clusters and instances of RDS. @default none */
  readonly databases?: SourceDatabases;
  /** What no AWS API offers, at `POST /_local/<name>`. @default nothing */
  readonly controls?: (aws: Aws) => Controls;
  /**
   * Runs once the services answer, before executions and deliveries of an earlier process go on: create here what must
   * be there, register functions. Virtual time stands still meanwhile.
   */
  readonly prepare?: (aws: Aws) => Promise<void>;
}

/** A running local AWS. */
export interface Aws {
  readonly url: string;
  readonly port: number;
  readonly clock: Clock;
  readonly faults: Faults;
  /** Where the services keep what they know; whoever builds on them may keep namespaces of its own there. */
  readonly store: Store;
  /** For any SDK client; as the own account unless another is named. */
  clientConfig(accountId?: string): ClientConfig;
  /**
   * For the clients of a function, which run as its role. AWS renews such credentials, so these do not expire. What an
   * invocation calls after its end is not sent.
   */
  roleConfig(role: RoleInUse): ClientConfig;
  /**
   * `<signing name>:<Operation>` of everything that is answered; `<signing name>:*` where the service's own program
   * answers.
   */
  operations(): readonly string[];
  /** What a service offers in process beyond its API. Throws a RangeError for one that does not run. */
  service<N extends ServiceName>(name: N): ServiceTable[N];
  close(): Promise<void>;
}

export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
  constructor(port: number, cause: unknown) {
    super(
      `Port ${port} on 127.0.0.1 is in use. End what listens there, choose another port, or use 0 for a free one.`,
      {
        cause,
      },
    );
  }
}

/**
 * AWS in this process, behind one port on 127.0.0.1. Several can run side by side; they share nothing.
 * Throws {@link PortInUseError}, and StoreNotOpenedError for a directory that another one has open; nothing is left
 * running then.
 */
export async function startAws(options: AwsOptions = {}): Promise<Aws> {
  const { clock = new ScaledClock() } = options;
  const cleanUps: (() => unknown)[] = [tellInvocationsApart()];
  const close = async (): Promise<void> => {
    for (const each of cleanUps.splice(0).reverse()) await each();
  };
  try {
    const { aws, services } = await clock.hold(() => start({ ...options, clock }, close, cleanUps));
    await services.resume();
    return aws;
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  options: AwsOptions & { readonly clock: Clock },
  close: () => Promise<void>,
  cleanUps: (() => unknown)[],
): Promise<{ readonly aws: Aws; readonly services: Services }> {
  const { clock, region = 'us-east-1', accountId = '111111111111', databases = NO_DATABASES } = options;
  const { partition = partitionOf(region) } = options;
  const faults = new Faults();
  const directory = options.directory ?? temporaryDirectory(cleanUps);
  const store =
    options.store ?? (options.directory === undefined ? memoryStore() : await openStore(join(directory, 'store')));
  cleanUps.push(() => store.close());

  let gateway: Gateway | undefined;
  const clientConfig = (account = accountId): ClientConfig => clientConfigOf(gateway?.url ?? '', region, account);
  let serviceKey: Services['running']['sts']['serviceKey'] | undefined;
  const roleConfig = ({ roleArn, sessionName }: RoleInUse): ClientConfig =>
    clientConfigOf(gateway?.url ?? '', region, serviceKey?.(roleArn, sessionName) ?? accountId);
  const functionConfig = (role: RoleInUse) => ({ ...roleConfig(role), extensions: [DIES_WITH_ITS_INVOCATION] });
  const place = { partition, region, accountId };
  const {
    adHocRoles,
    answers,
    authorize,
    functionPrefix,
    concurrentExecutions,
    issuers,
    keyIds,
    organizations,
    random,
  } = options;
  const timers = new EndingClock(clock);
  cleanUps.push(() => timers.end());
  const services = await startServices(options.services ?? SERVICE_NAMES, {
    ...place,
    ...{
      directory,
      clock: timers,
      store,
      faults,
      databases,
      adHocRoles,
      answers,
      authorize,
      functionPrefix,
      issuers,
      keyIds,
      concurrentExecutions,
      organizations,
      random,
    },
    clientConfig: (role) => (role === undefined ? clientConfig() : roleConfig(role)),
  });
  serviceKey = services.running.sts.serviceKey;
  cleanUps.push(() => services.close());

  const controls: Record<string, Controls[string]> = {};
  gateway = await listen({ services, controls, clock, faults, region }, options.port);
  cleanUps.push(() => gateway?.close());
  cleanUps.push(() => services.halt());
  const aws: Aws = {
    ...{ url: gateway.url, port: gateway.port, clock, faults, store, clientConfig, roleConfig: functionConfig, close },
    operations: () => [
      ...services.coded.flatMap(({ service }) =>
        Object.keys(service.operations).map((each) => `${service.name}:${each}`),
      ),
      ...services.raw.map(({ name }) => `${name}:*`),
    ],
    service: (name) => {
      const found = services.running[name];
      if (found === undefined) throw new RangeError(`The service '${name}' does not run. Add it to 'services'.`);
      return found as never;
    },
  };
  Object.assign(controls, options.controls?.(aws));
  await options.prepare?.(aws);
  return { aws, services };
}

interface Listening {
  readonly services: Services;
  readonly controls: Controls;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly region: string;
}

async function listen({ services, ...rest }: Listening, port = 0): Promise<Gateway> {
  const { coded, raw, running } = services;
  try {
    return await startGateway(
      { ...rest, services: coded, rawServices: raw, identify: running.sts.identify, authority: running.iam.authority },
      port,
    );
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? new PortInUseError(port, error) : error;
  }
}

const NO_DATABASES: SourceDatabases = {
  sources: [],
  freeze: async (id) => {
    throw new RangeError(`There is no source '${id}'. Give startAws the databases of RDS.`);
  },
  execute: async (id) => {
    throw new RangeError(`There is no source '${id}'. Give startAws the databases of RDS.`);
  },
  close: () => {},
};

function temporaryDirectory(cleanUps: (() => unknown)[]): string {
  const directory = mkdtempSync(join(tmpdir(), 'local-aws-'));
  cleanUps.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** The beginnings of Regions' names outside the partition `aws`. */
const PARTITIONS: Readonly<Record<string, string>> = { 'cn-': 'aws-cn', 'us-gov-': 'aws-us-gov', 'eusc-': 'aws-eusc' };

const partitionOf = (region: string): string =>
  Object.entries(PARTITIONS).find(([beginning]) => region.startsWith(beginning))?.[1] ?? 'aws';
