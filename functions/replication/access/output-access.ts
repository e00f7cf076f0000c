import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { DestinationSettings } from '../../../core/config/replication/types';
import { REPLICATION_EVENT } from '../../../core/replication/names';
import { type Log, silentLog } from '../../shared/log';
import { StreamS3 } from '../../shared/s3-stream';
import {
  CredentialsRefusedError,
  type CredentialsSource,
  type DestinationCredentials,
  destinationCredentials,
} from './credentials';
import { readDestination } from './output-parameters';

export interface OutputAccessOptions extends CredentialsSource {
  /** The parameter that says where the output writes. */
  readonly destinationParameter: string;
  /** Endpoint and the like of the clients of destinations. @default AWS's own */
  readonly clientConfig?: (region: string) => S3ClientConfig;
  /** @default says nothing */
  readonly log?: Log;
  /** Milliseconds by which parameters grow old, where the time of credentials is another. @default now */
  readonly parameterTime?: () => number;
}

/** The way to one destination, as the parameters say now. */
export interface OpenDestination {
  readonly destination: DestinationSettings;
  /** The SDK's client, for calls that carry no content. */
  readonly client: S3Client;
  readonly stream: StreamS3;
}

/** How long a destination is taken for true, and its keys. */
const KEPT_MS = 5 * 60_000;
/** The SDK asks for credentials so long before they end. Asked earlier, they were refused. */
const RENEWED_BEFORE_MS = 5 * 60_000;

/**
 * Opens the way to the destination of an output: its parameter is read every five minutes, and clients are made anew
 * where it names another place. Credentials come when the first request needs them; keys are read again as often.
 */
export class OutputAccess {
  #open: Promise<OpenDestination> | undefined;
  #readAt = Number.NEGATIVE_INFINITY;
  /** Keys are read again because of their age. Nobody refused them. */
  #isDue = false;
  /** Copies under way may still use the clients of a place that was replaced. */
  readonly #made: OpenDestination[] = [];

  constructor(readonly options: OutputAccessOptions) {}

  /** Throws `OutputParameterError`. */
  open(): Promise<OpenDestination> {
    const { now, parameterTime = now } = this.options;
    if (this.#open !== undefined && parameterTime() < this.#readAt + KEPT_MS) return this.#open;
    this.#readAt = parameterTime();
    const opening = this.#read(this.#open);
    this.#open = opening;
    // what could not be read is asked for again
    opening.catch(() => this.#forget(opening));
    return opening;
  }

  /** Closes the connections. Idle ones never keep a process alive, so that only tests need this. */
  async close(): Promise<void> {
    this.#open = undefined;
    for (const { client, stream } of this.#made.splice(0)) {
      client.destroy();
      await stream.close();
    }
  }

  async #read(known: Promise<OpenDestination> | undefined): Promise<OpenDestination> {
    const { ssm, destinationParameter, output } = this.options;
    const destination = await readDestination(ssm, destinationParameter);
    const before = await known?.catch(() => undefined);
    if (before === undefined || JSON.stringify(before.destination) !== JSON.stringify(destination)) {
      return this.#opened(destination);
    }
    this.#isDue = output.credentials.mode === 'keys';
    if (this.#isDue) before.stream.forgetCredentials();
    return before;
  }

  #forget(opening: Promise<OpenDestination>): void {
    if (this.#open === opening) this.#open = undefined;
  }

  #opened(destination: DestinationSettings): OpenDestination {
    const { clientConfig = () => ({}) } = this.options;
    const client = new S3Client({
      ...clientConfig(destination.region),
      region: destination.region,
      credentials: this.#provider(destination),
    });
    const opened = { destination, client, stream: new StreamS3(client) };
    this.#made.push(opened);
    return opened;
  }

  /** The role may be another by now: what is refused has the parameter read again. */
  #provider(destination: DestinationSettings): () => Promise<DestinationCredentials> {
    const { now, output, log = silentLog } = this.options;
    let renewedAt = Number.NEGATIVE_INFINITY;
    return async () => {
      const isDue = this.#isDue;
      this.#isDue = false;
      if (now() < renewedAt && !isDue) {
        log.warn('credentials of the destination were refused and are read again', {
          event: REPLICATION_EVENT.credentialsReadAgain,
          output: output.name,
        });
      }
      try {
        const credentials = await destinationCredentials(this.options, destination);
        renewedAt = credentials.expiration.getTime() - RENEWED_BEFORE_MS;
        return credentials;
      } catch (error) {
        if (error instanceof CredentialsRefusedError) this.#readAt = Number.NEGATIVE_INFINITY;
        throw error;
      }
    };
  }
}
