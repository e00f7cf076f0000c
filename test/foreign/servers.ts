import { requireVariable } from './environment';

/** A server of AWS's APIs that others wrote. */
export interface ForeignServer {
  readonly name: 'moto' | 'fauxqs';
  readonly url: string;
  readonly account: string;
  readonly region: string;
  readonly clientConfig: ForeignConfig;
  readonly differences: Differences;
}

interface ForeignConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly forcePathStyle: boolean;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** What a server does otherwise than AWS: what is checked there, and what is not. */
export interface Differences {
  /** Versions of objects, tags and `Content-Encoding`. */
  readonly hasVersionsAndTags: boolean;
  /** S3's own events. Without them the check publishes their text. */
  readonly sendsEvents: boolean;
  /** As S3 does: in a `ListPartsResult`, with checksums. Without it no upload is resumed. */
  readonly listsParts: boolean;
  /** Bytes of a request. */
  readonly mostBodyBytes: number;
}

const MIB = 1024 ** 2;

/** Moto 5.2: the root of its list of parts is `ListPartsResponse`, and the parts have no checksums. */
const MOTO: Differences = {
  hasVersionsAndTags: true,
  sendsEvents: true,
  listsParts: false,
  mostBodyBytes: Number.POSITIVE_INFINITY,
};

/**
 * Fauxqs 2.4: objects have no versions and no tags, and lose their `Content-Encoding`. It sends no events of a bucket.
 * It refuses a body of more than 11 MiB, and parts have 16: large objects are read from it, and not written to it.
 */
const FAUXQS: Differences = {
  hasVersionsAndTags: false,
  sendsEvents: false,
  listsParts: false,
  mostBodyBytes: 11 * MIB,
};

const REGION = 'eu-west-1';

const serverOf = (
  name: ForeignServer['name'],
  url: string,
  account: string,
  differences: Differences,
): ForeignServer => ({
  name,
  url,
  account,
  region: REGION,
  differences,
  clientConfig: {
    endpoint: url,
    region: REGION,
    forcePathStyle: true,
    credentials: { accessKeyId: 'AKIAFOREIGN', secretAccessKey: 'foreign' },
  },
});

export const moto = serverOf('moto', requireVariable('LAKEFERRY_MOTO'), '123456789012', MOTO);
export const fauxqs = serverOf('fauxqs', requireVariable('LAKEFERRY_FAUXQS'), '000000000000', FAUXQS);
