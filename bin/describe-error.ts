import { InstallationRefusedError } from '../core/installations';
import { PermanentFieldError } from '../core/permanent';
import { LOCAL_DIRECTORY } from './target';

/** What a person needs of an error: its own words, and where nothing listens, what to start. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // fetch says no more than that it failed; why is in its cause
  const { code } = (error.cause ?? error) as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') {
    return `Nothing answers at ${process.env.AWS_ENDPOINT_URL ?? 'the AWS endpoint'}. Start the local runtime with 'npm run local', or leave --local out to ask AWS.`;
  }
  if (error.name === 'CredentialsProviderError') {
    return 'No AWS credentials were found. Set AWS_PROFILE, or use --local to ask the local runtime.';
  }
  if (error instanceof PermanentFieldError || error instanceof InstallationRefusedError) {
    return `${error.name}: ${error.message}\nTo begin anew on this computer, delete ${LOCAL_DIRECTORY}/local and what it holds.`;
  }
  return error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
}
