import { DeleteScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import type { Runtime } from '../../../../local/runtime';

/**
 * Of every process that starts: publications of `entry` do not begin by themselves. Virtual time leaps to the next
 * night once nothing goes on, so there would always be one.
 */
export const withoutSchedule =
  (entry: string) =>
  ({ clock, place, clientConfig }: Runtime): void => {
    const Name = place.names.deployed(`publishes-${entry}`);
    void clock.hold(() => new SchedulerClient(clientConfig()).send(new DeleteScheduleCommand({ Name })));
  };
