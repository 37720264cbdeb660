/** One event of an execution's history. */
export interface HistoryEvent {
  /** Numbered from 1 in each execution. */
  id: number;
  previous: number;
  /** Epoch milliseconds. */
  at: number;
  type: string;
  details: EventDetails;
}

/** An event's details under the name of their field on the wire: `{ stateEnteredEventDetails: { … } }`. */
export type EventDetails = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The `…Details` objects that go with an input or output; nothing is ever cut here. */
export const notTruncated = { truncated: false } as const;

/** An execution may have this many events. Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const maxHistoryEvents = 25_000;
