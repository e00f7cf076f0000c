import type { ServerCodec, WireError } from '../codec';
import type { Faults } from '../faults';
import { ServiceError } from '../service';

/** Where users read what is served. */
const GUIDE = 'The README of @lakeferry/local-aws';

export const notImplemented = (service: string, operation: string | undefined): ServiceError =>
  new ServiceError(
    'NotImplemented',
    operation === undefined
      ? `The local runtime does not serve '${service}'. ${GUIDE} lists what it does.`
      : `The local runtime does not implement ${service} ${operation}. ${GUIDE} lists what it does.`,
    { status: 501 },
  );

/** How a service's protocol calls what any operation may answer. */
export interface CommonErrors {
  readonly accessDenied: readonly [code: string, status: number];
  readonly throttling: readonly [code: string, status: number];
  readonly failure: readonly [code: string, status: number];
}

const OF_REST_XML: CommonErrors = {
  accessDenied: ['AccessDenied', 403],
  throttling: ['SlowDown', 503],
  failure: ['InternalError', 500],
};
const OF_QUERY: CommonErrors = {
  accessDenied: ['AccessDenied', 403],
  throttling: ['Throttling', 400],
  failure: ['InternalFailure', 500],
};
const OF_JSON: CommonErrors = {
  accessDenied: ['AccessDeniedException', 400],
  throttling: ['ThrottlingException', 400],
  failure: ['InternalFailure', 500],
};

/** The service's own name for a failure, where its client models one: the first of these (Glue models two). */
const FAILURES = [
  'InternalServiceException',
  'InternalServerException',
  'InternalServerError',
  'KMSInternalException',
  'InternalException',
  'ServiceException',
];

/** DynamoDB's client models these, and says of the second what `InternalFailure` is elsewhere. */
export const OF_DYNAMODB: CommonErrors = { ...OF_JSON, failure: ['InternalServerError', 500] };

export function commonErrors(codec: ServerCodec | undefined): CommonErrors {
  const { protocol, errors } = codec?.schema ?? {};
  if (protocol === 'restXml') return OF_REST_XML;
  if (protocol === 'awsQuery') return OF_QUERY;
  const modelled = FAILURES.find((name) => errors?.has(name));
  return modelled === undefined ? OF_JSON : { ...OF_JSON, failure: [modelled, 500] };
}

/** Throws the injected fault that strikes before the effect. `target` is `<signing name>:<Operation>`. */
export function throwInjected(
  faults: Faults,
  target: string,
  { accessDenied, throttling, failure }: CommonErrors,
): void {
  const answer = ([code, status]: readonly [string, number], message: string) =>
    new ServiceError(code, message, { status });
  if (faults.strikes('access-denied', target))
    throw answer(accessDenied, `Access to ${target} is denied by an injected fault.`);
  if (faults.strikes('throttling', target)) throw answer(throttling, 'Rate exceeded (injected fault)');
  if (faults.strikes('service-error', target)) throw answer(failure, `${target} failed by an injected fault.`);
}

/** Whatever was thrown, as it goes on the wire. */
export function wireError(error: unknown, common: CommonErrors): WireError {
  if (error instanceof ServiceError) {
    return { code: error.code, message: error.message, status: error.options.status, members: error.options.members };
  }
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const [code, status] = common.failure;
  // A mistake of ours: where it happened helps more than a clean message.
  return { code, message: `${name}: ${message}\n${stack}`, status };
}

/** A body or path that cannot be read. */
export const unreadable = (codec: ServerCodec, error: unknown): ServiceError => {
  const message = error instanceof Error ? error.message : String(error);
  if (codec.schema.protocol === 'restXml') {
    return error instanceof URIError
      ? new ServiceError('InvalidURI', "Couldn't parse the specified URI.", { status: 400 })
      : new ServiceError('MalformedXML', `The XML you provided was not well-formed: ${message}`, { status: 400 });
  }
  return new ServiceError('SerializationException', message, { status: 400 });
};

/** Before the service sees the request, as on AWS: it may rely on what its API requires. */
export const memberMissing = (codec: ServerCodec, path: string): ServiceError => {
  if (codec.schema.protocol === 'awsQuery')
    return new ServiceError('MissingParameter', `The request must contain the parameter ${path}.`, { status: 400 });
  return new ServiceError(
    'ValidationException',
    `1 validation error detected: Value at '${path}' failed to satisfy constraint: Member must not be null`,
    { status: 400 },
  );
};
