import * as client from '@aws-sdk/client-iam';
import { Authority } from '../../authorization/authority';
import { serviceModule } from '../module';
import { createIam, Roles, WebIdentities } from '.';

export const service = serviceModule({
  name: 'iam',
  needs: [],
  client: [client, client.IAMClient],
  start: async (options) => {
    const roles = await Roles.load(options.store);
    const authority = options.authorize
      ? new Authority({ ...options, role: roles.judged, adHocRoles: options.adHocRoles })
      : undefined;
    const identities = await WebIdentities.load(options);
    return { service: createIam(roles, options, identities), roles, identities, authority };
  },
});
