/** Asked for something that is not published, or not over. */
export class PublicationInputError extends Error {
  override readonly name = 'PublicationInputError';
  constructor(field: string, value: unknown, fix: string) {
    super(`${field}: ${JSON.stringify(value)} ${fix}`);
  }
}
