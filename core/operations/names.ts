/** Metrics of `notify-failure`. */
export const OPERATIONS_METRIC = { noticesSent: 'NoticesSent' } as const;

/** Log events of `notify-failure`, by their field `event`. */
export const OPERATIONS_EVENT = {
  noticeSent: 'NOTICE_SENT',
  noticeRepeated: 'NOTICE_REPEATED',
  causeNotRead: 'CAUSE_NOT_READ',
} as const;
