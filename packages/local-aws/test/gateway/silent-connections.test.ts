import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Aws, startAws } from '../../start-aws';

let aws: Aws;

beforeEach(async () => {
  aws = await startAws({ services: ['ssm'] });
});

/** A connection on which nothing is sent. Whoever came later has been answered: the gateway has accepted this one. */
async function silent(): Promise<Socket> {
  const socket = connect(aws.port, '127.0.0.1');
  await once(socket, 'connect');
  await (await fetch(aws.url)).text();
  return socket;
}

it('the gateway closes while a client has connected and sent nothing', async () => {
  const socket = await silent();
  socket.on('error', () => {});
  const ended = once(socket, 'close');
  socket.resume();
  await aws.close();
  await ended;
});

it('the gateway lets go of a client that leaves without a word', async () => {
  const socket = await silent();
  const left = once(socket, 'close');
  socket.resume().end();
  await left;
  await aws.close();
});
