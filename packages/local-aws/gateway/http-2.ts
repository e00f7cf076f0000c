import type { RequestListener, Server } from 'node:http';
import { createServer, type Http2Session } from 'node:http2';
import type { Socket } from 'node:net';

/** How every connection of HTTP/2 begins. */
const PREFACE = Buffer.from('PRI');

/**
 * Lets a server of HTTP/1.1 take HTTP/2 on the same port, without TLS: the JavaScript client of Kinesis speaks nothing
 * else. Returns the function that ends its connections.
 */
export function alsoHttp2(server: Server, answer: RequestListener): () => void {
  const sessions = new Set<Http2Session>();
  /** Connections that have sent nothing: no server knows them yet, and a server that closes would wait for them. */
  const silent = new Set<Socket>();
  const http2 = createServer(answer as never);
  http2.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    session.on('error', () => {});
  });
  const [http1] = server.listeners('connection') as ((socket: Socket) => void)[];
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const ignore = (): void => {};
    const end = (): unknown => socket.destroy();
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
    // until a server takes the connection over, nobody else listens
    socket.on('error', ignore).on('end', end);
    socket.once('data', (first: Buffer) => {
      silent.delete(socket);
      socket.off('error', ignore).off('end', end);
      socket.pause();
      socket.unshift(first);
      if (first.subarray(0, PREFACE.length).equals(PREFACE)) http2.emit('connection', socket);
      else http1?.call(server, socket);
      process.nextTick(() => socket.resume());
    });
  });
  return () => {
    for (const each of [...sessions, ...silent]) each.destroy();
  };
}
