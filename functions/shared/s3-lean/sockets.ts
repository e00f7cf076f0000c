import { buildConnector, Client, type Dispatcher } from 'undici';

/** Lambda gives a process 1,024 file descriptors; the rest is for the SDK's clients, the resolver and the runtime. */
export const MAX_SOCKETS = 800;
/** S3 keeps a connection open far longer; a Lambda function is frozen between invocations. */
const KEEP_ALIVE_MS = 20_000;

/** One request on a connection. Calls `done` once, with whether the connection is still of use. */
export type Exchange = (done: (isSound: boolean) => void) => Dispatcher.DispatchHandler;

interface Waiting {
  readonly origin: string;
  readonly request: Dispatcher.DispatchOptions;
  readonly exchange: Exchange;
}

/** HTTP/1.1 connections, at most so many to all hosts together. undici's own pools count for each host by itself. */
export class Sockets {
  /** Connections without a request by origin; the one used last is at the end. */
  readonly #idle = new Map<string, Client[]>();
  readonly #busy = new Set<Client>();
  /** One for all, so that TLS sessions are resumed. */
  readonly #connect = buildConnector({});
  #waiting: Waiting[] = [];
  #idleCount = 0;

  constructor(readonly most: number) {}

  /** Sends now, or when a connection is free. */
  send(origin: string, request: Dispatcher.DispatchOptions, exchange: Exchange): void {
    const client = this.#take(origin);
    if (client === undefined) this.#waiting.push({ origin, request, exchange });
    else this.#dispatch(client, { origin, request, exchange });
  }

  async close(): Promise<void> {
    const all = [...this.#busy, ...[...this.#idle.values()].flat()];
    this.#idle.clear();
    this.#idleCount = 0;
    await Promise.all(all.map((client) => client.destroy()));
  }

  #dispatch(client: Client, { origin, request, exchange }: Waiting): void {
    this.#busy.add(client);
    client.dispatch(
      request,
      exchange((isSound) => this.#release(client, origin, isSound)),
    );
  }

  #take(origin: string): Client | undefined {
    const own = this.#idle.get(origin)?.pop();
    if (own !== undefined) {
      this.#idleCount--;
      return own;
    }
    if (this.#busy.size + this.#idleCount >= this.most && !this.#dropIdle()) return undefined;
    return this.#open(origin);
  }

  #open(origin: string): Client {
    return new Client(origin, { connect: this.#connect, pipelining: 1, keepAliveTimeout: KEEP_ALIVE_MS });
  }

  /** Closes a connection that another host has no use for. */
  #dropIdle(): boolean {
    for (const clients of this.#idle.values()) {
      const client = clients.shift();
      if (client === undefined) continue;
      this.#idleCount--;
      discard(client);
      return true;
    }
    return false;
  }

  #release(client: Client, origin: string, isSound: boolean): void {
    this.#busy.delete(client);
    if (isSound) this.#keep(client, origin);
    else discard(client);
    const next = this.#waiting.shift();
    if (next !== undefined) this.send(next.origin, next.request, next.exchange);
  }

  #keep(client: Client, origin: string): void {
    const clients = this.#idle.get(origin) ?? [];
    clients.push(client);
    this.#idle.set(origin, clients);
    this.#idleCount++;
  }
}

const discard = (client: Client): void => {
  client.destroy().catch(() => undefined);
};
