/** Who is told of failures. */
export interface NotificationsConfig {
  /**
   * Mail addresses. Each gets a mail from AWS first and must confirm it: until then it is told nothing. A failed
   * execution is one mail, and so is an alarm. SNS sends at most 10 mails a second.
   */
  readonly mail: readonly string[];
}

export interface OperationsConfig {
  /** @default nobody is told: alarms are seen in the console only */
  readonly notifications?: NotificationsConfig;
}

export interface OperationsSettings {
  /** Without addresses there is no topic, no notice and no action of an alarm. */
  readonly notifications: NotificationsConfig;
}
