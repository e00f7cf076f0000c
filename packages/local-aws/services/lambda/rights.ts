import type { Rights } from '../../authorization/rights';

/** Functions have no policies of their own here: another account reaches none. */
export const lambdaRights =
  (arnOf: (name: string) => string): Rights =>
  async (operation, { FunctionName }: { readonly FunctionName?: string }) =>
    FunctionName === undefined
      ? undefined
      : [{ action: `lambda:${operation === 'Invoke' ? 'InvokeFunction' : operation}`, resource: arnOf(FunctionName) }];
