import type { JsonObject } from '../json.ts';
import type { Callout } from '../plugin/plugin-http.ts';
import type { OverrideVerdict, SequenceStep } from '../sequence/sequence.ts';
import type { OrderEventType } from './order-event-types.ts';
import type { OrderStatus } from './order-status.ts';
import type { OrderType } from './order-types.ts';
import type { AttemptKind, StepOutcome, StepStatus } from './step-status.ts';

/** What an operator can do to an order or to one of its steps. */
export const OPERATOR_ACTIONS = ['resume', 'cancel', 'retry', 'skip', 'complete'] as const;

/** Something that an operator did: who, when, why. */
export interface OperatorAction {
  readonly action: (typeof OPERATOR_ACTIONS)[number];
  /** The run that it belongs to; for a resume, the one that it began. */
  readonly run: number;
  /** Who: the subject of the token, and its client where that is another. */
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reason: string;
}

/** A resume as the order records it. */
export interface ResumeAction extends OperatorAction {
  readonly action: 'resume';
  /** The revision of the payload that the run began with. */
  readonly revision: number;
  /** The `Idempotency-Key` of the request, if it had one. */
  readonly key?: string;
  /** Hash of the request's body: tells a repeat from another request with the same key. */
  readonly fingerprint: string;
}

/** What an order records of its operators: actions on the order itself. */
export type OrderAction = ResumeAction | (OperatorAction & { readonly action: 'cancel' });

/** What a step records of its operators. */
export type StepAction = OperatorAction & { readonly action: 'retry' | 'skip' | 'complete' };

/** Why a run ended badly, as the customer may read it. */
export interface OrderFailure {
  /** Id of the step. */
  readonly step: string;
  readonly code: string;
  readonly message: string;
}

/** An order event as the order item holds it: the outbox. Its number is its place in the list, from 1. */
export interface StoredEvent {
  readonly type: OrderEventType;
  readonly occurredAt: string;
  readonly run: number;
  /** What else the event says, e.g. the failure. */
  readonly data?: JsonObject;
}

/** What a run's record keeps of each step, so that a later config does not change the past. */
export type RunStep = Pick<SequenceStep, 'id' | 'name' | 'service' | 'phase' | 'critical'>;

/** One execution of a sequence for an order. */
export interface RunRecord {
  readonly number: number;
  readonly sequence: { readonly name: string; readonly version: string };
  readonly steps: readonly RunStep[];
  readonly why: readonly OverrideVerdict[];
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly outcome?: OrderStatus;
}

/** The order item. */
export interface OrderRecord {
  readonly id: string;
  readonly status: OrderStatus;
  /** Counts the revisions of the payload, from 1. */
  readonly revision: number;
  readonly payload: JsonObject;
  readonly orderType: OrderType;
  readonly mode: string;
  readonly failure?: OrderFailure;
  /** Ids of non-critical steps that have not succeeded. */
  readonly degraded: readonly string[];
  readonly runs: readonly RunRecord[];
  readonly events: readonly StoredEvent[];
  /** What operators did to the order, oldest first; absent while nobody did anything. */
  readonly operations?: readonly OrderAction[];
  /** Hash of the submitted body: tells a repeat from another order with the same key. */
  readonly fingerprint: string;
  /** The mark of events that may not have been published, by which the sweeper finds them; absent on the good path. */
  readonly unpublishedShard?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Why an attempt ended badly, with the detail that stays inside. */
export interface AttemptError {
  /** The error's name, e.g. `PluginDeclined`. */
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly publicMessage: string;
  readonly retryAfterSeconds?: number;
}

/** One line that a plugin logged. */
export interface AttemptLog {
  readonly timestamp: string;
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly data?: JsonObject;
}

/** One call of a plugin for a step. Its number is its place in the step's list, from 1, over all runs. */
export interface AttemptRecord {
  readonly run: number;
  /** @default 'run' */
  readonly kind?: AttemptKind;
  readonly startedAt: string;
  readonly outcome: StepOutcome;
  readonly durationMs?: number;
  /** When the next attempt is due, where the partner said how long to wait, ISO 8601. */
  readonly nextTryAt?: string;
  readonly error?: AttemptError;
  readonly callouts?: readonly Callout[];
  readonly logs?: readonly AttemptLog[];
  /** Set where bodies, headers, logs or more were left out, so that the record stays small. */
  readonly shortened?: true;
}

/**
 * An operator's word on a step: no run calls the plugin after it. A `retry` takes back that the step was skipped, and an undo
 * that it was completed: what was done by hand is undone with the rest.
 */
export interface OperatorMark {
  /** Who: the client or the subject of the token. */
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reason: string;
}

/** What the other system answered to a step that waits: an output, or why there is none. */
export type CallbackAnswer =
  | { readonly output: JsonObject }
  | { readonly error: { readonly code: string; readonly message: string } };

/** The item of a step, across all runs of its order. */
export interface StepRecord {
  readonly stepId: string;
  readonly plugin: string;
  readonly service: string;
  readonly status: StepStatus;
  /** The run of the latest attempt. */
  readonly run: number;
  /** When the claim of the running attempt ends, ISO 8601. */
  readonly leaseUntil: string;
  readonly attempts: readonly AttemptRecord[];
  readonly output?: JsonObject;
  /** Why the step was skipped: the expression and what it gave, or the operator's reason. */
  readonly skipped?: string;
  /** The operator who skipped or completed the step; its status and output are then the answer. */
  readonly completedBy?: OperatorMark;
  /** What operators did to the step, oldest first; absent while nobody did anything. */
  readonly operations?: readonly StepAction[];
  /** Counts the requests to the partner that are not the same one: grows when the step is undone. @default 1 */
  readonly generation?: number;
  /** By what the state machine knows the answer of a step that waits. Never leaves the functions. */
  readonly taskToken?: string;
  /** The other system's answer, kept until the attempt that it belongs to has made its call. */
  readonly answer?: CallbackAnswer;
}
