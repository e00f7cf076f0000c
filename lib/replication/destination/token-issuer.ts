import { Aws } from 'aws-cdk-lib';
import { CfnOIDCProvider } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { issuerHost } from '../../../core/replication/pivot';

export interface TokenIssuerProps {
  /** URL of the account that issues the tokens. */
  readonly issuer: string;
  /** What its tokens may be for. */
  readonly audiences: readonly string[];
}

/** Makes the issuer of another partition known to the account. An account knows an issuer once. */
export class TokenIssuer extends Construct {
  constructor(scope: Construct, id: string, { issuer, audiences }: TokenIssuerProps) {
    super(scope, id);
    new CfnOIDCProvider(this, 'Provider', { url: issuer, clientIdList: [...audiences] });
  }
}

/** By name, so that stacks of further outputs use the same provider. */
export const issuerArn = (issuer: string): string =>
  `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:oidc-provider/${issuerHost(issuer)}`;
