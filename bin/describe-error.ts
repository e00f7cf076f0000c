import { InstallationRefusedError } from '../core/installations';
import { PermanentFieldError } from '../core/permanent';
import { LOCAL_DIRECTORY } from './target';

/** What AWS's services call credentials that have expired or that they do not know. */
const NOT_ACCEPTED = /^(ExpiredToken|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch)/;

/** What to do about a profile that gives no credentials. */
export const profileAdvice = (profile: string): string =>
  `no configuration of AWS on this computer names it, or it has none. 'aws configure list-profiles' prints those there are; for IAM Identity Center: aws sso login --profile ${profile}.`;

/**
 * The chain of credentials says the same when none are there and when it does not know the profile, and the reason
 * when a profile's cannot be had.
 */
function whatIsWrong({ name, message }: Error): string {
  const { AWS_PROFILE: profile = '' } = process.env;
  if (name !== 'CredentialsProviderError') return `AWS does not accept the credentials: ${name}. ${SET_PROFILE}`;
  if (!/Could not load credentials from any providers/.test(message))
    return `The AWS credentials cannot be had: ${message.replace(/\.?$/, '.')} ${SET_PROFILE}`;
  if (profile !== '')
    return `AWS_PROFILE is '${profile}', which gives no credentials: ${profileAdvice(profile)} Set another AWS_PROFILE`;
  return `No AWS credentials were found. ${SET_PROFILE}`;
}

const SET_PROFILE = 'Set AWS_PROFILE (for IAM Identity Center: aws sso login)';

/** What a person needs of an error: its own words, and where nothing listens, what to start. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // fetch says no more than that it failed; why is in its cause
  const { code } = (error.cause ?? error) as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') {
    return `Nothing answers at ${process.env.AWS_ENDPOINT_URL ?? 'the AWS endpoint'}. Start the local runtime with 'npm run local', or leave --local out to ask AWS.`;
  }
  if (error.name === 'CredentialsProviderError' || NOT_ACCEPTED.test(error.name)) {
    return `${whatIsWrong(error)}, or use --local to ask the local runtime.`;
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `The address ${(error.cause as { hostname?: string })?.hostname ?? (error as { hostname?: string }).hostname ?? 'of AWS'} is not found. This command needs the internet; use --local to ask the local runtime.`;
  }
  if (error instanceof PermanentFieldError || error instanceof InstallationRefusedError) {
    return `${error.name}: ${error.message}\nTo begin anew on this computer, delete ${LOCAL_DIRECTORY}/local and what it holds.`;
  }
  return error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
}
