import { randomUUID } from 'node:crypto';
import { restIn, restOut, type WireRequest, type WireResponse } from './http-bindings';
import { jsonIn, jsonOut } from './json';
import { type Form, parseForm, queryIn } from './query';
import { fits } from './route';
import type { OperationSchema, ServiceSchema, Struct } from './schema';
import { element, escapeXml, membersOut } from './xml';

export type { WireRequest, WireResponse } from './http-bindings';
export { missingMember } from './missing-member';
export { type OperationSchema, type ServiceSchema, serviceSchema, streamedMember } from './schema';
export { escapeXml } from './xml';

const WITHOUT_JSON_NAMES = { jsonNames: false };

/** An error as it goes on the wire. `code` is a modelled shape's name, or a wire code as it is. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  /** @default the modelled shape's status, else 400 */
  readonly status?: number;
  readonly members?: Readonly<Record<string, unknown>>;
}

/**
 * The server's side of an AWS protocol, driven by nothing but the schemas the SDK client exports. It speaks awsJson 1.0
 * and 1.1, restJson1, restXml and awsQuery. Wire formats: https://smithy.io/2.0/aws/protocols/
 */
export class ServerCodec {
  readonly #routed: readonly OperationSchema[];

  constructor(readonly schema: ServiceSchema) {
    this.#routed = [...schema.operations.values()]
      .filter((o) => o.route !== undefined)
      .sort((a, b) => (b.route?.weight ?? 0) - (a.route?.weight ?? 0));
  }

  /** The operation a request asks for; undefined when the service has none such. */
  match(request: WireRequest): OperationSchema | undefined {
    const { protocol, operations } = this.schema;
    if (protocol.startsWith('awsJson')) return operations.get(request.headers['x-amz-target']?.split('.').pop() ?? '');
    if (protocol === 'awsQuery') return operations.get(formOf(request).fields.get('Action') ?? '');
    return this.#routed.find(({ route }) => route !== undefined && fits(route, request));
  }

  /** The input in the SDK's own names and types. Throws SyntaxError for a body that is not what the protocol says. */
  decode(operation: OperationSchema, request: WireRequest): Struct {
    const { protocol } = this.schema;
    if (operation.input.isUnitSchema()) return {};
    if (protocol.startsWith('awsJson')) {
      const body: unknown = request.body.length > 0 ? JSON.parse(request.body.toString()) : {};
      if (body === null) throw new SyntaxError('null can not be converted to a structure');
      return jsonIn(operation.input, body, WITHOUT_JSON_NAMES) as Struct;
    }
    if (protocol === 'awsQuery') return queryIn(operation.input, formOf(request)) as Struct;
    return restIn(operation, request, protocol === 'restXml' ? 'xml' : 'json');
  }

  encode(operation: OperationSchema, output: Struct, requestId: string = randomUUID()): WireResponse {
    const response = this.#encodeBody(operation, output, requestId);
    return { ...response, headers: { ...requestIds(requestId), ...response.headers } };
  }

  #encodeBody(operation: OperationSchema, output: Struct, requestId: string): WireResponse {
    const { protocol, xmlNamespace } = this.schema;
    if (protocol === 'awsQuery') return queryOut(operation, output, requestId, xmlNamespace);
    if (!protocol.startsWith('awsJson'))
      return restOut(operation, output, protocol === 'restXml' ? 'xml' : 'json', xmlNamespace);
    const body = operation.output.isUnitSchema() ? {} : jsonOut(operation.output, output, WITHOUT_JSON_NAMES);
    return { status: 200, headers: { 'content-type': this.#jsonType() }, body: JSON.stringify(body) };
  }

  #jsonType(): string {
    return `application/x-amz-json-${this.schema.protocol === 'awsJson1_0' ? '1.0' : '1.1'}`;
  }

  encodeError({ code, message, status, members = {} }: WireError, requestId: string = randomUUID()): WireResponse {
    const { protocol, errors, xmlNamespace } = this.schema;
    const modelled = errors.get(code);
    const wireCode = modelled?.traits.awsQueryError?.[0] ?? code;
    const wireStatus = status ?? modelled?.traits.httpError ?? modelled?.traits.awsQueryError?.[1] ?? 400;
    const headers = requestIds(requestId);
    if (protocol === 'awsQuery' || protocol === 'restXml') {
      const fields =
        element('Code', escapeXml(wireCode)) + element('Message', escapeXml(message)) + memberElements(members);
      const body =
        protocol === 'restXml'
          ? `<?xml version="1.0" encoding="UTF-8"?>\n${element('Error', fields + element('RequestId', requestId))}`
          : element(
              'ErrorResponse',
              element('Error', element('Type', wireStatus < 500 ? 'Sender' : 'Receiver') + fields) +
                element('RequestId', requestId),
              ` xmlns="${xmlNamespace}"`,
            );
      return { status: wireStatus, headers: { ...headers, 'content-type': 'application/xml' }, body };
    }
    const type = modelled && protocol.startsWith('awsJson') ? `${modelled.namespace}#${code}` : code;
    return {
      status: wireStatus,
      headers: {
        ...headers,
        'content-type': protocol === 'restJson1' ? 'application/json' : this.#jsonType(),
        'x-amzn-errortype': code,
      },
      body: JSON.stringify({ __type: type, message, Message: message, ...members }),
    };
  }
}

const requestIds = (requestId: string): Record<string, string> => ({
  'x-amzn-requestid': requestId,
  'x-amz-request-id': requestId,
});

const memberElements = (members: Readonly<Record<string, unknown>>): string =>
  Object.entries(members)
    .map(([name, value]) => element(name, escapeXml(String(value))))
    .join('');

/** Parsed once per request, though match and decode both look. */
const forms = new WeakMap<WireRequest, Form>();
function formOf(request: WireRequest): Form {
  const known = forms.get(request) ?? parseForm(request.body.toString());
  forms.set(request, known);
  return known;
}

function queryOut(operation: OperationSchema, output: Struct, requestId: string, xmlNamespace: string): WireResponse {
  const result = operation.output.isUnitSchema()
    ? ''
    : element(`${operation.name}Result`, membersOut(operation.output, output).content);
  const metadata = element('ResponseMetadata', element('RequestId', requestId));
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: element(`${operation.name}Response`, result + metadata, ` xmlns="${xmlNamespace}"`),
  };
}
