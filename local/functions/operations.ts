import type { Settings } from '../../core/config/types';
import { createHandler as notifyFailure } from '../../functions/operations/notify-failure/handler';
import { ENV } from '../../functions/shared/env';
import type { FunctionName, LocalResources } from '../deploy/resources';
import { type LocalEffects, type LocalFunction, localFunctionOf } from './local-function';

/** The functions of the operations stack; none where nobody is told. */
export function operationsFunctions(
  settings: Settings,
  effectsOf: (name: FunctionName) => LocalEffects,
  { ledgerTable, noticesTopicArn }: LocalResources,
): Readonly<Partial<Record<'notify-failure', LocalFunction>>> {
  if (settings.notifications.mail.length === 0) return {};
  const environment = { [ENV.ledgerTable]: ledgerTable, [ENV.noticesTopicArn]: noticesTopicArn };
  return {
    'notify-failure': localFunctionOf(settings)({ environment, reads: ['environment', 'timeZone'] }, (env, settings) =>
      notifyFailure({
        ...effectsOf('notify-failure'),
        settings,
        ledgerTable: env(ENV.ledgerTable),
        topicArn: env(ENV.noticesTopicArn),
      }),
    ),
  };
}
