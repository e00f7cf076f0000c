import type { ProducerSettings } from '../../../core/config/dynamodb/types';
import type { Settings } from '../../../core/config/types';
import type { Monitoring } from '../../shared/monitoring';

/** What every alarm of a producer is made of. */
export interface ProducerAlarmProps {
  readonly settings: Settings;
  readonly producer: ProducerSettings;
  /** Of the stream, and of its delivery stream. */
  readonly streamName: string;
  readonly monitoring: Monitoring;
}
