import type { JsonObject, JsonValue } from '../../../core/json.ts';

/**
 * One line of control through a workflow: the execution itself, or one item of a Map.
 *
 * This is all that the journal keeps of it, so it is all that is needed to go on.
 */
export interface Branch {
  /** Unique in its execution; 1 is the execution itself. */
  readonly id: number;
  /** The branch whose Map state this one belongs to. */
  readonly parent: number | undefined;
  /** Position of its item. */
  readonly index: number;
  /** JSON pointer of the workflow it runs in. */
  readonly workflow: string;
  /** Name of the state it is in. */
  state: string;
  /** Input of that state. */
  input: JsonValue;
  /** Epoch milliseconds at which it entered the state. */
  enteredAt: number;
  /** Id of the history event by which it entered the state. */
  enteredEvent: number;
  /** Id of its latest history event: the next one's `previousEventId`. */
  lastEvent: number;
  /** Retries made in this state, one count for each retrier. */
  retries: readonly number[];
  activity: Activity;
}

/** What a branch is doing: what to arm, call or wait for when it is picked up again. Times are epoch milliseconds. */
export type Activity =
  | { readonly kind: 'entering' }
  | { readonly kind: 'waiting'; readonly until: number }
  | { readonly kind: 'retrying'; readonly until: number }
  | TaskActivity
  | ForkActivity
  | { readonly kind: 'succeeded'; readonly output: JsonValue }
  | { readonly kind: 'failed'; readonly error: string; readonly causeText: string | undefined };

/** A Task in flight, or one that waits for its token. */
export interface TaskActivity {
  readonly kind: 'task';
  /** `called`: the call has to be made, again after a crash. `submitted`: it was answered; only the token ends it. */
  stage: 'called' | 'submitted';
  readonly arguments: JsonObject;
  readonly token: string | undefined;
  readonly timeoutAt: number | undefined;
  /** When the heartbeat must have come; undefined as long as the call is under way. */
  heartbeatAt: number | undefined;
  readonly heartbeatSeconds: number | undefined;
}

/** A Map whose items run. */
export interface ForkActivity {
  readonly kind: 'fork';
  /** Inputs of all branches, by index. */
  readonly inputs: readonly JsonValue[];
  /** How many may run at once. */
  readonly concurrency: number;
}

/** How many retries a branch has made in its state, over all retriers: `$states.context.State.RetryCount`. */
export function retryCount(branch: Branch): number {
  return branch.retries.reduce((sum, count) => sum + count, 0);
}
