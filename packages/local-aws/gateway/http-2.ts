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
    // until a server takes the connection over, nobody else listens
    socket.on('error', ignore);
    socket.once('data', (first: Buffer) => {
      socket.off('error', ignore);
      socket.pause();
      socket.unshift(first);
      if (first.subarray(0, PREFACE.length).equals(PREFACE)) http2.emit('connection', socket);
      else http1?.call(server, socket);
      process.nextTick(() => socket.resume());
    });
  });
  return () => {
    for (const session of sessions) session.destroy();
  };
}
