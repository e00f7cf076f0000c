import { type PolicySettings, policyHash } from '../../core/governance';
import type { DeployedPolicyItem } from '../../core/ledger/governance';

/** Which policy the next run uses, and whether it is that of the configuration. */
export interface PolicyStanding {
  /** Hash of the configuration's policy. */
  readonly configured: string;
  /** What the ledger says of the newest deployment. Undefined: it says nothing. */
  readonly deployed?: DeployedPolicyItem;
  readonly isDeployed: boolean;
}

export function standingOf(settings: PolicySettings, deployed: DeployedPolicyItem | undefined): PolicyStanding {
  const configured = policyHash(settings);
  return { configured, deployed, isDeployed: deployed?.hash === configured };
}

/** One line for people. */
export function describeStanding({ configured, deployed, isDeployed }: PolicyStanding, isLocal: boolean): string {
  if (deployed === undefined) {
    return `policy: the next run uses the policy that its function was deployed with, and writes into the ledger which one that is: the record is missing. This configuration's policy is ${configured}. ${deployAdvice(isLocal)}`;
  }
  const since = `deployed ${deployed.isSeen === true ? 'by ' : ''}${deployed.at.slice(0, 16).replace('T', ' ')} UTC`;
  return isDeployed
    ? `policy: the next run uses this configuration's policy ${configured}, ${since}.`
    : `policy: the next run uses another policy, ${deployed.hash}, ${since}. This configuration's is ${configured}. ${deployAdvice(isLocal)}`;
}

/** Names what would happen to the changes. */
export class OtherPolicyError extends Error {
  override readonly name = 'OtherPolicyError';
  constructor(standing: PolicyStanding, isLocal: boolean) {
    super(
      `${describeStanding(standing, isLocal)} ${standing.deployed === undefined ? 'If another one is deployed, the' : 'The'} next run would undo what is applied now, and may open columns again. To apply it until then, add --until-next-run.`,
    );
  }
}

const deployAdvice = (isLocal: boolean): string =>
  isLocal
    ? "To make it the runs' policy, start the local runtime again with it: npm run local -- --config <file>."
    : "To make it the runs' policy, run npx cdk deploy --all.";
