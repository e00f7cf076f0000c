import * as client from '@aws-sdk/client-sts';
import { serviceModule } from '../module';
import { Credentials, createSts, SigningKeys } from '.';

export const service = serviceModule({
  name: 'sts',
  needs: [],
  client: [client, client.STSClient],
  start: async (options, others) => {
    const credentials = await Credentials.load(options);
    const keys = await SigningKeys.load(options.store);
    const authority = () => others.iam?.authority;
    const maxSessionSeconds = (roleArn: string) => {
      const [, , , , accountId = '', resource = ''] = roleArn.split(':');
      return others.iam?.roles.find(accountId, resource.split('/').at(-1) ?? '')?.maxSessionSeconds;
    };
    const identities = () => others.iam?.identities;
    const webIdentity = { ...options, keys, identities, authority, maxSessionSeconds };
    const { identify, serviceKey, revoke } = credentials;
    return {
      service: createSts(credentials, { authority, maxSessionSeconds, webIdentity }),
      ...{ identify, serviceKey, revoke, keysOfIssuer: keys.publicKeys },
    };
  },
});
