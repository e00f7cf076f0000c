import type { WorkGroupConfiguration } from '@aws-sdk/client-athena';
import { ServiceError } from '../../service';
import type { DurableMap } from '../../store';

/** Each account has it from the start. */
export const PRIMARY = 'primary';

export interface WorkGroupRecord {
  readonly account: string;
  readonly name: string;
  readonly description?: string;
  readonly createdAt?: number;
  readonly configuration: WorkGroupConfiguration;
}

/** Athena API Reference, "CreateWorkGroup". */
const NAME = /^[a-zA-Z0-9._-]{1,128}$/;

/** An account's workgroups. */
export class WorkGroups {
  constructor(private readonly records: DurableMap<WorkGroupRecord>) {}

  /** Throws InvalidRequestException for a name that is not valid, or is taken. */
  async create(record: WorkGroupRecord): Promise<void> {
    const { account, name } = record;
    if (!NAME.test(name))
      throw refused(`WorkGroup '${name}' is not a valid name: use 1 to 128 letters, digits, dots, _ and -.`);
    if (this.#find(account, name) !== undefined) throw refused(`WorkGroup ${name} is already created`);
    await this.records.set(`${account}/${name}`, record);
  }

  /** Throws InvalidRequestException. */
  get(account: string, name: string = PRIMARY): WorkGroupRecord {
    const found = this.#find(account, name);
    if (found === undefined) throw refused(`WorkGroup ${name} is not found.`);
    return found;
  }

  /** By name. */
  list(account: string): WorkGroupRecord[] {
    const own = this.records.values().filter((each) => each.account === account);
    return [primaryOf(account), ...own].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #find(account: string, name: string): WorkGroupRecord | undefined {
    return name === PRIMARY ? primaryOf(account) : this.records.get(`${account}/${name}`);
  }
}

/**
 * Where the result of a query in the workgroup goes. Undefined: it is kept with Athena. A workgroup that enforces its
 * settings takes no place from the client. Throws InvalidRequestException where nobody names one.
 */
export function outputLocationIn(
  { name, configuration }: WorkGroupRecord,
  ofClient: string | undefined,
): string | undefined {
  const own = configuration.ResultConfiguration?.OutputLocation;
  const location = configuration.EnforceWorkGroupConfiguration ? own : (ofClient ?? own);
  if (location !== undefined || name === PRIMARY) return location;
  throw refused(
    'No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.',
  );
}

/** It enforces nothing, and its results are kept with Athena unless a query names a place. */
const primaryOf = (account: string): WorkGroupRecord => ({
  account,
  name: PRIMARY,
  configuration: { EnforceWorkGroupConfiguration: false },
});

const refused = (message: string): ServiceError => new ServiceError('InvalidRequestException', message);
