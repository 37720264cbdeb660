/** One event of an execution's history. */
export interface HistoryEvent {
  /** Numbered from 1 in each execution. */
  readonly id: number;
  readonly previous: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly type: string;
  readonly details: EventDetails;
}

/** An event's details under the name of their field on the wire: `{ stateEnteredEventDetails: { … } }`. */
export type EventDetails = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The `…Details` objects that go with an input or output; nothing is ever cut here. */
export const NOT_TRUNCATED = { truncated: false } as const;

/** An execution may have this many events. Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const MAX_HISTORY_EVENTS = 25_000;
