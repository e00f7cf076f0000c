import type { AcceptedFindings } from './accepted-findings';

/** What checkov finds on every function of ours. */
export const FUNCTION_FINDINGS: AcceptedFindings = {
  CKV_AWS_115:
    'The machine or CloudFormation bounds how many run at once; a reservation would take from the rest of the account.',
  CKV_AWS_116: 'Whoever invokes it gets its error: a machine, a rule with a queue of its own, CloudFormation.',
  CKV_AWS_117: 'It calls AWS only, over TLS; in a VPC it would need an endpoint for each service.',
};
