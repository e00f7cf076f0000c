import { type LocalService, type RequestContext, ServiceError } from '../../packages/local-aws/service';

/** One request as a client sent it. */
export interface Sent {
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

/** Answers instead of the service, when it has something to say; may throw. */
export type Intercept = (sent: Sent, proceed: () => Promise<object>) => Promise<object | undefined>;

/**
 * An SDK client's `send` straight into a local service, without the wire; errors carry the service's code as their
 * name.
 */
export function inProcess(service: LocalService, context: RequestContext, intercepts: Intercept[] = []) {
  const sent: Sent[] = [];
  const answer = async (operation: string, input: object): Promise<object> => {
    const found = service.operations[operation];
    if (found === undefined) throw new Error(`${service.name} has no operation ${operation}`);
    try {
      return await found(input, context);
    } catch (error) {
      throw error instanceof ServiceError ? Object.assign(new Error(error.message), { name: error.code }) : error;
    }
  };
  const send = async (command: { readonly constructor: { readonly name: string }; readonly input: object }) => {
    const operation = command.constructor.name.replace(/Command$/, '');
    const request = { operation, input: command.input as Record<string, unknown> };
    sent.push(request);
    for (const intercept of intercepts) {
      const own = await intercept(request, () => answer(operation, command.input));
      if (own !== undefined) return own;
    }
    return answer(operation, command.input);
  };
  return { client: { send } as never, sent };
}
