import * as client from '@aws-sdk/client-lambda';
import { serviceModule } from '../module';
import { createLambdaService } from '.';

export const service = serviceModule({
  name: 'lambda',
  needs: [],
  client: [client, client.LambdaClient],
  start: (options, others) => {
    const lambda = createLambdaService({ ...options, authority: () => others.iam?.authority });
    return { service: lambda, rights: lambda.rights, registerFunction: lambda.registerFunction, invoke: lambda.invoke };
  },
});
