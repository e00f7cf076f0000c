import type { Rights } from '../../authorization/rights';

interface Input {
  readonly stateMachineArn?: string;
  readonly executionArn?: string;
  readonly mapRunArn?: string;
}

/** Service Authorization Reference, "AWS Step Functions": one resource each, the one that the request names. */
export const statesRights: Rights = async (operation, { stateMachineArn, executionArn, mapRunArn }: Input) => {
  const resource = stateMachineArn ?? executionArn ?? mapRunArn;
  return resource === undefined ? undefined : [{ action: `states:${operation}`, resource }];
};
