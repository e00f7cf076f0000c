import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Sockets } from '../../../../functions/shared/s3-lean/sockets';

const MOST = 8;

interface Host {
  readonly server: Server;
  readonly origin: string;
}

/** Requests under way at both hosts now, and the most there ever were. */
const load = { now: 0, most: 0 };
const hosts: Host[] = [];
let sockets: Sockets;

async function start(): Promise<Host> {
  const server = createServer((request, response) => {
    load.now++;
    load.most = Math.max(load.most, load.now);
    setImmediate(() => {
      load.now--;
      if (request.url === '/broken') request.socket.destroy();
      else response.end(request.url);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

beforeEach(async () => {
  Object.assign(load, { now: 0, most: 0 });
  hosts.push(await start(), await start());
  sockets = new Sockets(MOST);
});
afterEach(async () => {
  await sockets.close();
  for (const { server } of hosts.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** The body of the answer, or the error. */
const get = ({ origin }: Host, path: string): Promise<string> =>
  new Promise((resolve) => {
    sockets.send(origin, { method: 'GET', path }, (done) => {
      let body = '';
      return {
        onRequestStart() {},
        onResponseStart() {},
        onResponseData: (_controller, chunk) => {
          body += chunk.toString();
        },
        onResponseEnd: () => {
          done(true);
          resolve(body);
        },
        onResponseError: (_controller, error) => {
          done(false);
          resolve(error.name);
        },
      };
    });
  });

const connectionsOf = ({ server }: Host): Promise<number> =>
  new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));

it('keeps to its ceiling over all hosts, and answers everybody', async () => {
  const paths = Array.from({ length: 200 }, (_, i) => `/${i}`);
  const answers = await Promise.all(paths.map((path, i) => get(hosts[i % 2]!, path)));
  expect(answers).toEqual(paths);
  expect(load.most).toBeLessThanOrEqual(MOST);
});

it('closes idle connections to one host when another needs them', async () => {
  const [first, second] = hosts as [Host, Host];
  await Promise.all(Array.from({ length: MOST }, () => get(first, '/')));
  expect(await connectionsOf(first)).toBe(MOST);
  await Promise.all(Array.from({ length: MOST }, () => get(second, '/')));
  while ((await connectionsOf(first)) > 0) await new Promise(setImmediate);
  expect(await connectionsOf(second)).toBe(MOST);
});

it('opens no second connection where the first is free', async () => {
  const [host] = hosts as [Host];
  for (let i = 0; i < 20; i++) await get(host, '/');
  expect(await connectionsOf(host)).toBe(1);
});

it('loses no room with connections that break', async () => {
  const [host] = hosts as [Host];
  const broken = await Promise.all(Array.from({ length: 3 * MOST }, () => get(host, '/broken')));
  expect(new Set(broken)).toEqual(new Set(['SocketError']));
  expect(await Promise.all(Array.from({ length: 3 * MOST }, () => get(host, '/fine')))).toEqual(
    Array(3 * MOST).fill('/fine'),
  );
});
