import { CredentialsRefusedError } from '../access/credentials';
import type { OpenDestination } from '../access/output-access';
import type { Replicator } from './replicator';

/** Where credentials are refused, the parameter is read again, once: it may name another account by now. */
export async function withDestination<T>(
  { access }: Pick<Replicator, 'access'>,
  act: (open: OpenDestination) => Promise<T>,
): Promise<T> {
  const open = await access.open();
  try {
    return await act(open);
  } catch (error) {
    const now = error instanceof CredentialsRefusedError ? await access.open() : open;
    if (now === open) throw error;
    return act(now);
  }
}
