import { NormalizedSchema } from '@smithy/core/schema';
import { compileRoute, type RequiredBindings, type Route } from './route';

/** Value of a decoded or to be encoded member: JSON, Date, Uint8Array, bigint. */
export type Value = unknown;
export type Struct = Record<string, Value>;

export type Protocol = 'awsJson1_0' | 'awsJson1_1' | 'restJson1' | 'restXml' | 'awsQuery';

/** The traits that matter on the wire. Undocumented in the SDK, but exported with every client. */
export interface Traits {
  readonly http?: readonly [method: string, uri: string, status: number];
  readonly httpLabel?: unknown;
  readonly httpHeader?: string;
  readonly httpPrefixHeaders?: string;
  readonly httpQuery?: string;
  readonly httpQueryParams?: unknown;
  readonly httpPayload?: unknown;
  readonly httpResponseCode?: unknown;
  readonly jsonName?: string;
  readonly xmlName?: string;
  readonly xmlFlattened?: unknown;
  readonly xmlAttribute?: unknown;
  readonly xmlNamespace?: readonly [prefix: string, uri: string];
  readonly mediaType?: string;
  readonly awsQueryError?: readonly [code: string, status: number];
  readonly httpError?: number;
}

export const traitsOf = (schema: NormalizedSchema): Traits => schema.getMergedTraits() as Traits;
/** Traits of the member alone: a structure's own `xmlName` does not name its members. */
export const memberTraitsOf = (schema: NormalizedSchema): Traits => schema.getMemberTraits() as Traits;

export interface OperationSchema {
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** REST protocols only. */
  readonly route?: Route;
}

export interface ErrorSchema {
  readonly namespace: string;
  readonly traits: Traits;
}

/** A service as its SDK client describes it. */
export interface ServiceSchema {
  readonly protocol: Protocol;
  readonly xmlNamespace: string;
  readonly operations: ReadonlyMap<string, OperationSchema>;
  readonly errors: ReadonlyMap<string, ErrorSchema>;
}

const OPERATION = 9;
const ERROR = -3;

type ClientConstructor = new (config: {
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}) => unknown;

interface ClientConfig {
  readonly protocol: { getShapeId(): string };
  readonly protocolSettings: { readonly xmlNamespace?: string };
}

const known = new WeakMap<ClientConstructor, ServiceSchema>();

/**
 * All operations and errors that a client package exports (`StartExportTask$`, …) and the protocol its client speaks;
 * read once per package.
 */
export function serviceSchema(exports: Readonly<Record<string, unknown>>, Client: ClientConstructor): ServiceSchema {
  const schema = known.get(Client) ?? readSchema(exports, Client);
  known.set(Client, schema);
  return schema;
}

function readSchema(exports: Readonly<Record<string, unknown>>, Client: ClientConstructor): ServiceSchema {
  const client = new Client({ region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });
  const { protocol, protocolSettings } = (client as { config: ClientConfig }).config;
  const operations = new Map<string, OperationSchema>();
  const errors = new Map<string, ErrorSchema>();
  for (const schema of Object.values(exports)) {
    if (!Array.isArray(schema)) continue;
    const [kind, namespace, name, traits, input, output] = schema;
    if (kind === OPERATION) operations.set(name, operation(name, traits, input, output));
    if (kind === ERROR)
      errors.set(name, {
        namespace,
        traits: traits === 0 ? {} : (NormalizedSchema.of(schema as never).getMergedTraits() as Traits),
      });
  }
  return {
    protocol: protocol.getShapeId().split('#')[1] as Protocol,
    xmlNamespace: protocolSettings.xmlNamespace ?? '',
    operations,
    errors,
  };
}

function operation(name: string, traits: Traits | number, inputSchema: unknown, output: unknown): OperationSchema {
  const http = typeof traits === 'object' ? traits.http : undefined;
  const input = NormalizedSchema.of(inputSchema as never);
  return {
    name,
    input,
    output: NormalizedSchema.of(output as never),
    route: http && compileRoute(http, requiredBindings(input)),
  };
}

/** Position of the count of required members, which come first, in a structure's schema. */
const REQUIRED_COUNT = 6;

/** Query parameters and headers without which a request is another operation's: `uploadId`, `x-amz-copy-source`. */
function requiredBindings(input: NormalizedSchema): RequiredBindings {
  const raw = input.getSchema() as unknown;
  const count = Array.isArray(raw) ? Number(raw[REQUIRED_COUNT] ?? 0) : 0;
  const required = input.isUnitSchema() ? [] : [...input.structIterator()].slice(0, count);
  const members = required.map(([, member]) => traitsOf(member));
  return {
    labels: required.filter(([, member]) => traitsOf(member).httpLabel).map(([name]) => name),
    query: members.flatMap(({ httpQuery }) => httpQuery ?? []),
    headers: members.flatMap(({ httpHeader }) => httpHeader?.toLowerCase() ?? []),
  };
}

/** The input's member that is a body of any size; the codec leaves it to whoever reads the request. */
export function streamedMember({ input }: OperationSchema): string | undefined {
  if (input.isUnitSchema()) return undefined;
  for (const [name, member] of input.structIterator())
    if (member.isStreaming() && traitsOf(member).httpPayload) return name;
  return undefined;
}
