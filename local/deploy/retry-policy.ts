/** As the stacks' rules and schedules retry: for a day. */
export const RetryPolicy = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 };
