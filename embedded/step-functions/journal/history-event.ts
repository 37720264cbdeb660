/** One event of an execution's history. */
export interface HistoryEvent {
  /** Counts from 1 in each execution. */
  readonly id: number;
  readonly previous: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly type: string;
  readonly details: EventDetails;
}

/** Details of an event under their name in the API: `{ stateEnteredEventDetails: { … } }`. */
export type EventDetails = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Value of the `…Details` field of an input or output: nothing is ever truncated. */
export const NOT_TRUNCATED = { truncated: false } as const;

/** Limit of events in one history. Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const MAX_HISTORY_EVENTS = 25_000;
