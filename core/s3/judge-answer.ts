import { type AwsError, isThrottled, verdictOf } from '../errors/verdicts';

/** An answer of S3 as it came over the wire. Status 0: the connection broke or timed out before an answer. */
export interface RawAnswer {
  readonly status: number;
  readonly body: string;
  /** Node's code of the failure where the status is 0, for example `ECONNRESET`. */
  readonly networkCode?: string;
}

/**
 * `OK`. `SLOW_DOWN`: the pace is too high; nothing else is wrong. `NO_SOCKET`: the request was not sent, because the
 * process has no file descriptor left. `TRANSIENT`: try again. `REFUSED`: trying again changes nothing. `code` is S3's
 * own, or `Network`.
 */
export type Verdict =
  | { readonly verdict: 'OK' }
  | {
      readonly verdict: 'SLOW_DOWN' | 'NO_SOCKET' | 'TRANSIENT' | 'REFUSED';
      readonly code: string;
      readonly message: string;
    };

/** The process has as many files open as it may, or the machine has. */
const OUT_OF_DESCRIPTORS = new Set(['EMFILE', 'ENFILE']);

/**
 * Judges one answer. A copy or a completed upload that fails after S3 has begun to answer comes as HTTP 200 with an
 * `<Error>` in its body; an empty 200 of such a request is an answer cut off. Whoever expects a result names its root
 * element.
 */
export function judgeAnswer({ status, body, networkCode = '' }: RawAnswer, expectedRoot?: string): Verdict {
  if (status === 0) {
    const verdict = OUT_OF_DESCRIPTORS.has(networkCode) ? 'NO_SOCKET' : 'TRANSIENT';
    return { verdict, code: 'Network', message: body };
  }
  const isSuccess = status >= 200 && status < 300;
  if (isSuccess && (expectedRoot === undefined || body.includes(`<${expectedRoot}`))) return { verdict: 'OK' };
  const code = xmlText(body, 'Code') ?? (isSuccess ? 'IncompleteAnswer' : `HTTP ${status}`);
  const message = xmlText(body, 'Message') ?? (isSuccess ? 'S3 answered 200 without a result.' : '');
  return { verdict: unwell({ status, code, message }, isSuccess), code, message };
}

function unwell(error: Required<AwsError>, isSuccess: boolean): 'SLOW_DOWN' | 'TRANSIENT' | 'REFUSED' {
  if (isThrottled(error)) return 'SLOW_DOWN';
  return verdictOf(error) === 'retry' || error.status >= 500 || error.status === 408 || isSuccess
    ? 'TRANSIENT'
    : 'REFUSED';
}

/** The text of the first element of that name, entities decoded. Enough for S3's flat answers. */
export function xmlText(xml: string, element: string): string | undefined {
  const start = xml.indexOf(`<${element}>`);
  if (start < 0) return undefined;
  const from = start + element.length + 2;
  const end = xml.indexOf(`</${element}>`, from);
  return end < 0 ? undefined : decodeXml(xml.slice(from, end));
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

export const decodeXml = (text: string): string =>
  text.includes('&')
    ? text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (entity, hex?: string, decimal?: string, name?: string) => {
        if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
        if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
        return ENTITIES[name ?? ''] ?? entity;
      })
    : text;
