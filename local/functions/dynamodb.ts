import { FUNCTION_BOUNDS } from '../../core/function-bounds';
import { createHandler as flattenItems } from '../../functions/dynamodb/flatten-items/handler';
import { ENV } from '../../functions/shared/env';
import { silentLog } from '../../functions/shared/log';
import type { LambdaService } from '../../packages/local-aws/services/lambda';
import { localProducers, producerResources } from '../deploy/dynamodb/resources';
import { type LocalFunction, localFunctionOf } from './local-function';
import type { FunctionsOptions } from './options';

/** The transform of each delivery, by the name of the function. */
export function tableStreamFunctions(options: FunctionsOptions): Readonly<Record<string, LocalFunction>> {
  const { settings, place, log } = options;
  const localFunction = localFunctionOf(settings);
  const functions = localProducers(settings).map((entry) => {
    const { functionName } = producerResources(entry, place);
    const environment = {
      [ENV.oldImage]: String(entry.oldImage),
      [ENV.partitionByEventDate]: String(entry.delivery.by === 'change'),
    };
    const made = localFunction({ environment, reads: ['lake'] }, (env, { lake }) =>
      flattenItems({
        oldImage: env(ENV.oldImage) === 'true',
        partitionByEventDate: env(ENV.partitionByEventDate) === 'true',
        partitionKey: lake.partitionKey,
        log: log?.(functionName) ?? silentLog,
        metric: () => {},
      }),
    );
    return [functionName, made] as const;
  });
  return Object.fromEntries(functions);
}

/** Makes the transforms invocable. `common` are variables that every function has. */
export function registerTableStreams(
  options: FunctionsOptions,
  common: Readonly<Record<string, string>>,
  register: LambdaService['registerFunction'],
): void {
  const functions = tableStreamFunctions(options);
  for (const entry of localProducers(options.settings)) {
    const { functionName, functionRole: roleArn } = producerResources(entry, options.place);
    const { handler, environment } = functions[functionName]!;
    register(functionName, handler, {
      environment: { ...environment, ...common },
      ...{ roleArn, ...FUNCTION_BOUNDS['flatten-items'] },
    });
  }
}
