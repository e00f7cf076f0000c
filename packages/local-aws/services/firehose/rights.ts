import type { Rights } from '../../authorization/rights';
import type { DeliveryStreams } from './streams';

interface Input {
  readonly DeliveryStreamName?: string;
  readonly KinesisStreamSourceConfiguration?: { readonly RoleARN?: string };
  readonly ExtendedS3DestinationConfiguration?: { readonly RoleARN?: string };
  readonly ExtendedS3DestinationUpdate?: { readonly RoleARN?: string };
}

/** Service Authorization Reference, "Amazon Data Firehose": who names a role must be allowed to pass it. */
export const firehoseRights =
  (streams: DeliveryStreams): Rights =>
  async (operation, input: Input, { accountId }) => {
    const { DeliveryStreamName: name } = input;
    if (name === undefined) return undefined;
    const roles = [
      input.KinesisStreamSourceConfiguration?.RoleARN,
      input.ExtendedS3DestinationConfiguration?.RoleARN,
      input.ExtendedS3DestinationUpdate?.RoleARN,
    ].filter((role) => role !== undefined);
    return [
      { action: `firehose:${operation}`, resource: streams.arnOf(accountId, name) },
      ...[...new Set(roles)].map((resource) => ({
        action: 'iam:PassRole',
        resource,
        context: { 'iam:PassedToService': 'firehose.amazonaws.com' },
      })),
    ];
  };
