import * as client from '@aws-sdk/client-sfn';
import { createEngine, createSdkCaller, type SdkCaller, TaskFailure } from '../../engine';
import { serviceModule } from '../module';
import { createStatesService } from '.';

export const service = serviceModule({
  name: 'states',
  needs: [],
  client: [client, client.SFNClient],
  start: async (options, others) => {
    let sdk: SdkCaller | undefined;
    const engine = await createEngine({
      ...options,
      emit: async (event, changes) => others.events?.emit(event, changes),
      invokeFunction: async (arn, payload, control) => {
        if (others.lambda === undefined)
          throw new TaskFailure('Lambda.SdkClientException', "Lambda does not run: add 'lambda' to the services.");
        return others.lambda.invoke(arn, payload, control);
      },
      sdk: (call, control) => {
        sdk ??= createSdkCaller(options.clientConfig());
        return sdk(call, control);
      },
    });
    return {
      service: createStatesService(engine),
      engine,
      resume: () => engine.resume(),
      halt: () => engine.halt(),
      close: () => engine.close(),
    };
  },
});
