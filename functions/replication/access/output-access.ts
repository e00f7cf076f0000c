import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { DestinationSettings } from '../../../core/config/replication/types';
import { StreamS3 } from '../../shared/s3-stream';
import { type CredentialsSource, destinationCredentials } from './credentials';
import { readDestination } from './output-parameters';

export interface OutputAccessOptions extends CredentialsSource {
  /** The parameter that says where the output writes. */
  readonly destinationParameter: string;
  /** Endpoint and the like of the clients of destinations. @default AWS's own */
  readonly clientConfig?: (region: string) => S3ClientConfig;
}

/** The way to one destination, as the parameters say now. */
export interface OpenDestination {
  readonly destination: DestinationSettings;
  /** The SDK's client, for calls that carry no content. */
  readonly client: S3Client;
  readonly stream: StreamS3;
}

/** How long a destination is taken for true. */
const KEPT_MS = 5 * 60_000;

/**
 * Opens the way to the destination of an output: its parameter is read every five minutes, and clients are made anew
 * where it names another place. Credentials come when the first request needs them.
 */
export class OutputAccess {
  #open: OpenDestination | undefined;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(readonly options: OutputAccessOptions) {}

  /** Throws `OutputParameterError`. */
  async open(): Promise<OpenDestination> {
    const { now, ssm, destinationParameter } = this.options;
    if (this.#open !== undefined && now() < this.#readAt + KEPT_MS) return this.#open;
    const destination = await readDestination(ssm, destinationParameter);
    this.#readAt = now();
    const isSame = JSON.stringify(this.#open?.destination) === JSON.stringify(destination);
    if (this.#open !== undefined && isSame) return this.#open;
    await this.close();
    this.#open = this.#opened(destination);
    return this.#open;
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    open?.client.destroy();
    await open?.stream.close();
  }

  #opened(destination: DestinationSettings): OpenDestination {
    const { clientConfig = () => ({}) } = this.options;
    const client = new S3Client({
      ...clientConfig(destination.region),
      region: destination.region,
      credentials: () => destinationCredentials(this.options, destination),
    });
    return { destination, client, stream: new StreamS3(client) };
  }
}
