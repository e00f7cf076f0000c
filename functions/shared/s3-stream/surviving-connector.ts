import type { Socket } from 'node:net';
import { buildConnector } from 'undici';
import { kParser } from 'undici/lib/core/symbols.js';

/** What undici knows of the answer on a connection. */
interface Parser {
  readonly paused: boolean;
  readonly bytesRead: number;
  shouldKeepAlive: boolean;
  resume(): void;
}

/**
 * Connects as undici does. When S3 ends a connection (`Connection: close`) while its answer is not read on, because the
 * other side is slower, undici 7 ends the whole process by an assertion that nobody can catch (nodejs/undici#5360).
 * Release 8 has none, and needs Node 22. What has come is read on here first: at most what the socket holds.
 */
export function survivingConnector(): buildConnector.connector {
  const connect = buildConnector({});
  return (options, callback) =>
    connect(options, (...connected) => {
      const [, socket] = connected;
      // before undici's own listener, which comes with the first request
      socket?.on('end', () => readOn(socket));
      callback(...connected);
    });
}

function readOn(socket: Socket & { readonly [kParser]?: Parser | null }): void {
  const parser = socket[kParser];
  while (parser?.paused && !socket.destroyed) {
    const before = parser.bytesRead;
    parser.resume();
    if (!parser.paused || parser.bytesRead !== before || socket.destroyed) continue;
    // the answer is cut off: undici tells that of a connection that was to stay
    parser.shouldKeepAlive = true;
    return;
  }
}
