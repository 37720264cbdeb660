import type { JsonObject, JsonValue } from '../../../core/json.ts';

/**
 * A thread of control through a workflow: the execution itself, or one item of a Map.
 *
 * The journal stores exactly this, so this is all that a restart needs to continue.
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
  /** Id of the history event of entering the state. */
  enteredEvent: number;
  /** Id of its latest history event: the next one's `previousEventId`. */
  lastEvent: number;
  /** Retries made in this state, by retrier. */
  retries: readonly number[];
  activity: Activity;
}

/** What a branch is doing, and what a restart must resume. Times are epoch milliseconds. */
export type Activity =
  | { readonly kind: 'entering' }
  | { readonly kind: 'waiting'; readonly until: number }
  | { readonly kind: 'retrying'; readonly until: number }
  | TaskActivity
  | ForkActivity
  | { readonly kind: 'succeeded'; readonly output: JsonValue }
  | { readonly kind: 'failed'; readonly error: string; readonly causeText: string | undefined };

/** A Task whose call is running, or one that waits for its token. */
export interface TaskActivity {
  readonly kind: 'task';
  /** `called`: the call must be made, and repeated after a crash. `submitted`: it was answered; only the token ends the Task. */
  stage: 'called' | 'submitted';
  readonly arguments: JsonObject;
  readonly token: string | undefined;
  readonly timeoutAt: number | undefined;
  /** Deadline of the next heartbeat; undefined while the call is running. */
  heartbeatAt: number | undefined;
  readonly heartbeatSeconds: number | undefined;
}

/** A Map whose items run. */
export interface ForkActivity {
  readonly kind: 'fork';
  /** Inputs of all items, by index. */
  readonly inputs: readonly JsonValue[];
  /** How many items may run at once. */
  readonly concurrency: number;
}

/** Returns the retries of a branch in its state, over all retriers: `$states.context.State.RetryCount`. */
export function retryCount(branch: Branch): number {
  return branch.retries.reduce((sum, count) => sum + count, 0);
}
