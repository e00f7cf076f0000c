import * as client from '@aws-sdk/client-lambda';
import { serviceModule } from '../module';
import { createLambdaService } from '.';

export const service = serviceModule({
  name: 'lambda',
  needs: [],
  client: [client, client.LambdaClient],
  start: (options) => {
    const lambda = createLambdaService(options);
    return { service: lambda, registerFunction: lambda.registerFunction, invoke: lambda.invoke };
  },
});
