import type { DescribeTimeToLiveCommandInput, UpdateTimeToLiveCommandInput } from '@aws-sdk/client-dynamodb';
import { ServiceError } from '../../service';
import type { DurableMap } from '../../store';

/** Attribute that holds the time at which an item expires, by table and the moment it was created. */
export type TimeToLiveSettings = DurableMap<{ readonly attribute: string }>;

/** Tells a table from one of the same name that was made after it. Throws ResourceNotFoundException. */
export type IdentifyTable = (name: string) => Promise<string>;

/**
 * UpdateTimeToLive and DescribeTimeToLive, which dynalite does not have. The setting is kept and shown; expired items
 * stay until `expire` deletes them. On AWS they go within a few days, so nobody may rely on either.
 */
export const timeToLiveOperations = (settings: TimeToLiveSettings, identify: IdentifyTable) => ({
  UpdateTimeToLive: async ({ TableName = '', TimeToLiveSpecification }: UpdateTimeToLiveCommandInput) => {
    const { Enabled = false, AttributeName } = TimeToLiveSpecification ?? {};
    if (!AttributeName)
      throw invalid("Value null at 'timeToLiveSpecification.attributeName' failed to satisfy constraint");
    const table = await identify(TableName);
    const present = settings.get(table);
    if (Enabled === (present !== undefined)) throw invalid(`TimeToLive is already ${Enabled ? 'enabled' : 'disabled'}`);
    if (present !== undefined && present.attribute !== AttributeName) {
      throw invalid(`TimeToLive is active on a different AttributeName: current AttributeName is ${present.attribute}`);
    }
    if (Enabled) await settings.set(table, { attribute: AttributeName });
    else await settings.delete(table);
    return { TimeToLiveSpecification: { Enabled, AttributeName } };
  },
  DescribeTimeToLive: async ({ TableName = '' }: DescribeTimeToLiveCommandInput) => {
    const present = settings.get(await identify(TableName));
    const TimeToLiveDescription =
      present === undefined
        ? { TimeToLiveStatus: 'DISABLED' }
        : { TimeToLiveStatus: 'ENABLED', AttributeName: present.attribute };
    return { TimeToLiveDescription };
  },
});

const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);
