import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { EnvironmentConfig } from '../../core/config/types';
import { functionLink } from '../../core/runs/console-links';
import { namesIn } from './lakeferry-stack';

/** What an alarm says, and of what. */
export interface Watched {
  /** Name of what is watched: of the alarm, and of its article in docs/runbook.md. */
  readonly name: string;
  /** Which one of several that share an article; ends the alarm's name. @default there is one */
  readonly which?: string;
  /** One sentence for whoever is woken by it. */
  readonly says: string;
  readonly metric: IMetric;
  /** The alarm goes off at this value. @default 1 */
  readonly threshold?: number;
  /** Page of the AWS console that shows what happened. */
  readonly console: string;
}

/** What must report something at least once in so many hours. */
export interface Awaited extends Told {
  /** Metric that one thing reports each time, in the installation's namespace. */
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** At most 168, CloudWatch's seven days for periods of an hour. */
  readonly hours: number;
}

/** What a function counts and nobody wants to see counted. */
export interface Counted extends Pick<Watched, 'name' | 'says'> {
  /** Metric of the function. */
  readonly metric: string;
  readonly function: { readonly name: string };
  readonly environment: Pick<EnvironmentConfig, 'region'> & { readonly partition: string };
}

type Told = Omit<Watched, 'metric' | 'threshold'>;

/** Failures are counted as they come: each new one within these minutes of quiet is an alarm of its own. */
export const WATCH_PERIOD = Duration.minutes(5);

/**
 * Gives everything that can fail its alarm: a name, a sentence, a runbook article, a link to the console. Whom it tells
 * is for others to say.
 */
export class Monitoring {
  readonly #action: IAlarmAction | undefined;

  /** Without an action the alarms are seen in the console and tell nobody. */
  constructor(action?: IAlarmAction) {
    this.#action = action;
  }

  watch(scope: Construct, { metric, threshold = 1, ...watched }: Watched): void {
    this.#alarm(scope, watched, {
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // a counter of failures that reports nothing has counted none
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  /** Silence is the alarm. What has never reported is silent too, from the deployment on. */
  watchSilence(scope: Construct, { metric, dimensions, hours, ...watched }: Awaited): void {
    this.#alarm(scope, watched, {
      metric: new Metric({
        namespace: namesIn(scope).metricsNamespace,
        metricName: metric,
        dimensionsMap: { ...dimensions },
        // how often it was reported, whatever it was
        statistic: 'SampleCount',
        period: Duration.hours(1),
      }),
      threshold: 1,
      evaluationPeriods: hours,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  /** Each count is an alarm; its link leads to the function. */
  watchCount(scope: Construct, { name, says, metric, function: { name: service }, environment }: Counted): void {
    const names = namesIn(scope);
    this.watch(scope, {
      name,
      says,
      metric: new Metric({
        namespace: names.metricsNamespace,
        metricName: metric,
        dimensionsMap: { service },
        statistic: 'Sum',
        period: WATCH_PERIOD,
      }),
      console: functionLink(environment, names.deployed(service)),
    });
  }

  #alarm(scope: Construct, { name, which, says, console }: Told, judged: AlarmProps): void {
    const alarm = new Alarm(scope, 'Alarm', {
      alarmName: namesIn(scope).deployed(which === undefined ? name : `${name}-${which}`),
      alarmDescription: `${says} What to do: docs/runbook.md#${name}. What happened: ${console}`,
      ...judged,
    });
    if (this.#action !== undefined) alarm.addAlarmAction(this.#action);
  }
}
