import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DeleteScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { removeProgressRule } from '../../../../local/deploy/dynamodb/progress-rule';
import type { Runtime } from '../../../../local/runtime';

/**
 * Of every process that starts: nothing of `entry` begins by itself. A publication or `tell-progress` that comes while
 * a machine waits would be taken for its own.
 */
export const withoutSchedule =
  (entry: string) =>
  ({ clock, place, clientConfig }: Runtime): void => {
    const Name = place.names.deployed(`publishes-${entry}`);
    void clock.hold(async () => {
      await new SchedulerClient(clientConfig()).send(new DeleteScheduleCommand({ Name }));
      await removeProgressRule(place.names.deployed(`tell-progress-${entry}`), new EventBridgeClient(clientConfig()));
    });
  };
