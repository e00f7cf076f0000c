import { connect, type Socket } from 'node:net';

/** Who asks which service, as the gateway reads it. */
export const signedFor = (service: string, account = '111111111111'): string =>
  `authorization: AWS4-HMAC-SHA256 Credential=${account}/20261120/eu-west-1/${service}/aws4_request\r\n`;

/** A connection on which a test sends what no HTTP client would. */
export async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.on('error', () => {});
  return socket;
}

/**
 * Sends the text on a connection of its own; resolves with all that comes back until the answer is whole or the
 * connection ends.
 */
export async function exchange(port: number, request: string | Buffer): Promise<string> {
  const socket = await open(port);
  socket.end(request);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('latin1');
}
