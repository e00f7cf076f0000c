/** A client of the SDK. */
export interface Sender {
  send(...call: never[]): unknown;
}

/** The client, whose errors are thrown as `translate` says of them and of the command that they answer. */
export function translating<Client extends Sender>(
  client: Client,
  translate: (error: unknown, command: unknown) => unknown,
): Pick<Client, 'send'> {
  const send = async (...call: never[]): Promise<unknown> => {
    try {
      return await client.send(...call);
    } catch (error) {
      throw translate(error, call[0]);
    }
  };
  // the SDK's `send` is overloaded for callbacks, which nobody here uses
  return { send } as Pick<Client, 'send'>;
}
