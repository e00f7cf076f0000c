import * as client from '@aws-sdk/client-lambda';
import { serviceModule } from '../module';
import { createLambdaService } from '.';
import { EventSources } from './event-sources';

export const service = serviceModule({
  name: 'lambda',
  needs: [],
  client: [client, client.LambdaClient],
  start: async (options, others) => {
    const authority = () => others.iam?.authority;
    const lambda = createLambdaService({ ...options, authority });
    const { invoke, functionOf, registerFunction, rights } = lambda;
    const sources = await EventSources.load({ ...options, authority, invoke, functionOf, sqs: () => others.sqs });
    return {
      service: { name: 'lambda', operations: { ...lambda.operations, ...sources.operations } },
      ...{ rights, registerFunction, invoke },
      resume: () => sources.resume(),
      halt: () => sources.close(),
      close: () => sources.close(),
    };
  },
});
