import { createHmac, hash } from 'node:crypto';

export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * What is signed. Headers are lower case and complete but for those that signing adds; the query is in canonical form.
 */
export interface Signable {
  readonly method: string;
  readonly host: string;
  /** Encoded. */
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What stands for the hash of a body that is a stream. @default the hash of `body` */
  readonly payloadHash?: string;
}

const sha256 = (text: string): string => hash('sha256', text);
const EMPTY_SHA256 = sha256('');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** A value as it is signed. S3 folds white space too: metadata with two spaces would be refused otherwise. */
const folded = (value: string): string => value.replace(/[ \t]+/g, ' ').replace(/^ | $/g, '');

/**
 * AWS Signature Version 4 for S3. The signing key is derived once a day and credential, the date written once a second:
 * two hashes are left for each request, a third of what a general signer needs.
 */
export class Signer {
  #second = 0;
  #amzDate = '';
  #keyFor = '';
  #key: Buffer = Buffer.alloc(0);

  constructor(readonly region: string) {}

  /** Name and value by turns, signature and `host` included, as undici sends them. */
  sign(request: Signable, credentials: SigningCredentials, now: number): string[] {
    const amzDate = this.#dateOf(now);
    const payload = request.payloadHash ?? (request.body === '' ? EMPTY_SHA256 : sha256(request.body));
    const headers: Record<string, string> = {
      ...request.headers,
      host: request.host,
      'x-amz-content-sha256': payload,
      'x-amz-date': amzDate,
    };
    if (credentials.sessionToken !== undefined) headers['x-amz-security-token'] = credentials.sessionToken;
    const names = Object.keys(headers).sort();
    let canonicalHeaders = '';
    const flat: string[] = [];
    for (const name of names) {
      canonicalHeaders += `${name}:${folded(headers[name]!)}\n`;
      flat.push(name, headers[name]!);
    }
    const signed = names.join(';');
    const canonical = `${request.method}\n${request.path}\n${request.query}\n${canonicalHeaders}\n${signed}\n${payload}`;
    const scope = `${amzDate.slice(0, 8)}/${this.region}/s3/aws4_request`;
    const toSign = `AWS4-HMAC-SHA256\n${amzDate}\n${scope}\n${sha256(canonical)}`;
    const signature = createHmac('sha256', this.#signingKey(credentials, amzDate.slice(0, 8)))
      .update(toSign)
      .digest('hex');
    flat.push(
      'authorization',
      `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`,
    );
    return flat;
  }

  #dateOf(now: number): string {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#amzDate = `${new Date(second * 1000).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
    }
    return this.#amzDate;
  }

  #signingKey({ secretAccessKey }: SigningCredentials, day: string): Buffer {
    const keyFor = `${day}/${secretAccessKey}`;
    if (keyFor !== this.#keyFor) {
      this.#key = ['s3', 'aws4_request'].reduce(
        (key, part) => hmac(key, part),
        hmac(hmac(`AWS4${secretAccessKey}`, day), this.region),
      );
      this.#keyFor = keyFor;
    }
    return this.#key;
  }
}
