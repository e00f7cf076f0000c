import * as client from '@aws-sdk/client-sfn';
import { createEngine, createSdkCaller, type SdkCaller, TaskFailure } from '../../engine';
import { serviceModule } from '../module';
import { createStatesService } from '.';
import { statesRights } from './rights';

/** What Step Functions calls its sessions of machines' roles. */
const SESSION = 'states';

/** Tests and cases name roles that are none. */
const isRole = (arn: string): boolean => /^arn:[^:]+:iam::\d{12}:role\/./.test(arn);

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
      refusal: (roleArn, action, resource) =>
        others.iam?.authority?.refusalOfRole(roleArn, SESSION, { action, resource }),
      sdk: (call, control) => {
        sdk ??= createSdkCaller((roleArn) =>
          options.clientConfig(isRole(roleArn) ? { roleArn, sessionName: SESSION } : undefined),
        );
        return sdk(call, control);
      },
    });
    return {
      service: createStatesService(engine),
      rights: statesRights,
      engine,
      resume: () => engine.resume(),
      halt: () => engine.halt(),
      close: () => engine.close(),
    };
  },
});
