import { randomUUID } from 'node:crypto';
import type {
  AddClientIDToOpenIDConnectProviderCommandInput,
  CreateOpenIDConnectProviderCommandInput,
} from '@aws-sdk/client-iam';
import { type Operation, type RequestContext, type ServiceDependencies, ServiceError } from '../../service';
import { DurableMap } from '../../store';
import { noSuchEntity } from './errors';

/** An issuer whose tokens an account takes. */
export interface ProviderRecord {
  readonly arn: string;
  readonly accountId: string;
  /** Without `https://`. */
  readonly url: string;
  /** Audiences. */
  readonly clientIds: readonly string[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** An account as an issuer of tokens. */
interface IssuerRecord {
  readonly accountId: string;
  readonly url: string;
  readonly isEnabled: boolean;
}

type ByProvider = { readonly OpenIDConnectProviderArn?: string };

/** Whose tokens accounts take, and who issues tokens. */
export class WebIdentities {
  private constructor(
    readonly deps: Pick<ServiceDependencies, 'clock' | 'partition'>,
    readonly providers: DurableMap<ProviderRecord>,
    readonly issuers: DurableMap<IssuerRecord>,
  ) {}

  static async load(deps: Pick<ServiceDependencies, 'clock' | 'partition' | 'store'>): Promise<WebIdentities> {
    const { store } = deps;
    return new WebIdentities(
      deps,
      await DurableMap.load(store, 'iam-oidc-providers'),
      await DurableMap.load(store, 'iam-token-issuers'),
    );
  }

  /** The account's provider of that issuer. */
  provider(accountId: string, issuer: string): ProviderRecord | undefined {
    return this.providers.get(this.#arnOf(accountId, issuer.replace(/^https:\/\//, '')));
  }

  /** The URL under which an account issues tokens, while it does. */
  issuerOf(accountId: string): string | undefined {
    const issuer = this.issuers.get(accountId);
    return issuer?.isEnabled ? issuer.url : undefined;
  }

  readonly operations: Readonly<Record<string, Operation>> = {
    CreateOpenIDConnectProvider: async (
      { Url = '', ClientIDList = [] }: CreateOpenIDConnectProviderCommandInput,
      { accountId }: RequestContext,
    ) => {
      if (!/^https:\/\/[^?#]+$/.test(Url))
        throw new ServiceError('ValidationError', `Invalid Open ID Connect Provider URL: ${Url}`);
      const url = Url.replace(/^https:\/\//, '');
      const arn = this.#arnOf(accountId, url);
      if (this.providers.has(arn))
        throw new ServiceError('EntityAlreadyExistsException', `Provider with url ${Url} already exists.`, {
          status: 409,
        });
      const record = { arn, accountId, url, clientIds: [...ClientIDList], createdAt: this.deps.clock.now() };
      await this.providers.set(arn, record);
      return { OpenIDConnectProviderArn: arn };
    },
    GetOpenIDConnectProvider: async ({ OpenIDConnectProviderArn }: ByProvider, { accountId }: RequestContext) => {
      const { url, clientIds, createdAt } = this.#found(accountId, OpenIDConnectProviderArn);
      return { Url: url, ClientIDList: clientIds, ThumbprintList: [], CreateDate: new Date(createdAt) };
    },
    ListOpenIDConnectProviders: async (_input: object, { accountId }: RequestContext) => ({
      OpenIDConnectProviderList: this.providers
        .values()
        .filter((each) => each.accountId === accountId)
        .map(({ arn }) => ({ Arn: arn })),
    }),
    AddClientIDToOpenIDConnectProvider: async (
      input: AddClientIDToOpenIDConnectProviderCommandInput,
      { accountId }: RequestContext,
    ) => {
      const found = this.#found(accountId, input.OpenIDConnectProviderArn);
      const clientIds = [...new Set([...found.clientIds, input.ClientID ?? ''])];
      await this.providers.set(found.arn, { ...found, clientIds });
      return {};
    },
    DeleteOpenIDConnectProvider: async ({ OpenIDConnectProviderArn }: ByProvider, { accountId }: RequestContext) => {
      await this.providers.delete(this.#found(accountId, OpenIDConnectProviderArn).arn);
      return {};
    },
    EnableOutboundWebIdentityFederation: async (_input: object, { accountId }: RequestContext) => {
      const before = this.issuers.get(accountId);
      if (before?.isEnabled)
        throw new ServiceError('FeatureEnabledException', 'The feature is already enabled.', { status: 409 });
      const issuer = before ?? { accountId, url: newIssuerUrl() };
      await this.issuers.set(accountId, { ...issuer, isEnabled: true });
      return { IssuerIdentifier: issuer.url };
    },
    DisableOutboundWebIdentityFederation: async (_input: object, { accountId }: RequestContext) => {
      await this.issuers.set(accountId, { ...this.#enabled(accountId), isEnabled: false });
      return {};
    },
    GetOutboundWebIdentityFederationInfo: async (_input: object, { accountId }: RequestContext) => ({
      IssuerIdentifier: this.#enabled(accountId).url,
      JwtVendingEnabled: true,
    }),
  };

  #enabled(accountId: string): IssuerRecord {
    const issuer = this.issuers.get(accountId);
    if (issuer?.isEnabled) return issuer;
    throw new ServiceError('FeatureDisabledException', 'The feature is disabled.', { status: 404 });
  }

  #found(accountId: string, arn = ''): ProviderRecord {
    const found = this.providers.get(arn);
    if (found?.accountId !== accountId) throw noSuchEntity(`OpenIDConnect Provider ${arn}`);
    return found;
  }

  #arnOf = (accountId: string, url: string): string =>
    `arn:${this.deps.partition}:iam::${accountId}:oidc-provider/${url}`;
}

const newIssuerUrl = (): string => `https://${randomUUID()}.tokens.sts.global.api.aws`;
