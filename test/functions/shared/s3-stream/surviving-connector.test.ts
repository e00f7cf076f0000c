import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { StreamS3 } from '../../../../functions/shared/s3-stream';

/** Sends an answer of `length` bytes, as far as `sent`, and ends the connection; `ended` when it has. */
class EndingServer {
  readonly #server: Server;
  constructor(length: number, sent: number) {
    this.#server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n`);
        socket.end(Buffer.alloc(sent));
      });
    });
  }
  async start(): Promise<string> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  /** Resolves when every connection is over. */
  close = (): Promise<void> => new Promise((resolve) => this.#server.close(() => resolve()));
}

const KIB = 1024;

/** Reads an answer only once its connection has ended. */
async function readLate(length: number, sent: number): Promise<number> {
  const server = new EndingServer(length, sent);
  const credentials = { accessKeyId: 'a', secretAccessKey: 's' };
  const client = new S3Client({
    endpoint: await server.start(),
    region: 'eu-west-1',
    forcePathStyle: true,
    credentials,
  });
  const s3 = new StreamS3(client);
  try {
    const { body } = await s3.send({ method: 'GET', bucket: 'bucket', key: 'key' });
    await server.close();
    return Buffer.concat(await body.toArray()).length;
  } finally {
    await s3.close();
    client.destroy();
  }
}

// undici stops reading at 64 KiB
it.each([10 * KIB, 64 * KIB])('reads %i bytes whole although S3 has ended the connection', async (length) =>
  expect(await readLate(length, length)).toBe(length),
);

it('tells of an answer that was cut off', async () =>
  expect(readLate(1024 * KIB, 64 * KIB)).rejects.toMatchObject({ code: expect.stringMatching(/^UND_ERR/) as string }));
