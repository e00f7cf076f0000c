import type { Rights } from '../authorization/rights';
import { type ServiceSchema, serviceSchema } from '../codec';
import type { RawService } from '../gateway';
import type { LocalService } from '../service';
import type { Running, ServiceModule, ServiceName, ServicesOptions, ServiceTable } from './module';

export type { Running, ServiceName, ServicesOptions, ServiceTable } from './module';

/**
 * Every service there is, loaded when it is asked for: nobody waits for a database engine to use S3. They start in this
 * order and close in the opposite one: state machines start last, because they call the others, and RDS after the bus
 * that hears its events.
 */
const MODULES: { readonly [N in ServiceName]: () => Promise<{ readonly service: ServiceModule<N> }> } = {
  s3: () => import('./s3/module'),
  sts: () => import('./sts/module'),
  iam: () => import('./iam/module'),
  kms: () => import('./kms/module'),
  ssm: () => import('./ssm/module'),
  monitoring: () => import('./cloudwatch/module'),
  kinesis: () => import('./kinesis/module'),
  dynamodb: () => import('./dynamodb/module'),
  lambda: () => import('./lambda/module'),
  sqs: () => import('./sqs/module'),
  sns: () => import('./sns/module'),
  glue: () => import('./glue/module'),
  lakeformation: () => import('./lakeformation/module'),
  athena: () => import('./athena/module'),
  events: () => import('./events/module'),
  scheduler: () => import('./scheduler/module'),
  firehose: () => import('./firehose/module'),
  rds: () => import('./rds/module'),
  states: () => import('./stepfunctions/module'),
};

/** Signing names of all services. */
export const SERVICE_NAMES = Object.keys(MODULES) as readonly ServiceName[];

/** A service whose wire format its client package describes. */
interface CodedService {
  readonly service: LocalService;
  readonly schema: ServiceSchema;
  readonly rights?: Rights;
}

export interface Services {
  /** Those that were asked for, and those they need. */
  readonly running: Partial<ServiceTable> & Pick<ServiceTable, 'sts' | 'iam'>;
  readonly coded: readonly CodedService[];
  readonly raw: readonly (RawService & { readonly rights?: Rights })[];
  /** Goes on with executions, crawls and deliveries that an earlier process left. */
  resume(): Promise<void>;
  /** Executions rest from here on, so that none meets a service that has closed. */
  halt(): void;
  close(): Promise<void>;
}

/** Starts the named services, and those they need. STS and IAM always run: they know who holds which key, and what
 * roles may do. */
export async function startServices(names: readonly ServiceName[], options: ServicesOptions): Promise<Services> {
  const modules = await loadModules(names);
  const running: Record<string, Running> = {};
  const started = (): Running[] => Object.values(running);
  const close = async (): Promise<void> => {
    for (const each of started().reverse()) await each.close?.();
  };
  try {
    for (const [name, module] of modules) running[name] = await module.start(options, running as never);
  } catch (error) {
    await close();
    throw error;
  }
  const coded: CodedService[] = [];
  const raw: Services['raw'][number][] = [];
  for (const [name, { client }] of modules) {
    const { service, rights } = running[name]!;
    if (!('operations' in service)) raw.push({ ...service, rights });
    else if (client !== undefined)
      coded.push({ service, rights, schema: serviceSchema(client[0] as never, client[1] as never) });
  }
  return {
    running: running as unknown as Services['running'],
    coded,
    raw,
    async resume() {
      for (const each of started()) await each.resume?.();
    },
    halt() {
      for (const each of started()) each.halt?.();
    },
    close,
  };
}

/** In the order in which they start. Throws a RangeError for a name that is not in the table. */
async function loadModules(names: readonly ServiceName[]): Promise<Map<ServiceName, ServiceModule>> {
  const loaded = new Map<ServiceName, ServiceModule>();
  const load = async (name: ServiceName): Promise<void> => {
    if (loaded.has(name)) return;
    if (!Object.hasOwn(MODULES, name))
      throw new RangeError(`There is no service '${name}'. Use signing names: ${SERVICE_NAMES.join(', ')}.`);
    const { service } = await MODULES[name]();
    loaded.set(name, service as ServiceModule);
    for (const needed of service.needs) await load(needed);
  };
  for (const name of [...names, 'sts' as const, 'iam' as const]) await load(name);
  return new Map([...loaded].sort(([a], [b]) => SERVICE_NAMES.indexOf(a) - SERVICE_NAMES.indexOf(b)));
}
