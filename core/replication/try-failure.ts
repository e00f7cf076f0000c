/** Why a try failed, as it is kept with the claim. */
export interface TryFailure {
  /** Name of the error. */
  readonly error: string;
  readonly message: string;
  /** ISO-8601 */
  readonly at: string;
}

/** S3's own words of a denial come after the remedy and are long. An item that failed takes two units of a write. */
const MAX_MESSAGE_CHARS = 1000;

/** What looks like an access key's id or a web identity's token: whoever reads receipts need not know them. */
const CREDENTIALS = /\b(?:AKIA|ASIA)[A-Z0-9]{8,}|\beyJ[\w.-]{10,}/g;

/** Name and message alone: the error itself may carry a request, and that its credentials. `now` in milliseconds. */
export function failureOf(error: unknown, now: number): TryFailure {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const told = message.replaceAll(CREDENTIALS, '***').slice(0, MAX_MESSAGE_CHARS);
  return { error: name, message: told, at: new Date(now).toISOString() };
}
