import type { JsonObject } from '../json.ts';
import type { Callout } from '../plugin/plugin-http.ts';
import type { OverrideVerdict, SequenceStep } from '../sequence/sequence.ts';
import type { Trace } from '../trace/trace-context.ts';
import type { OrderEventType } from './order-event-types.ts';
import type { OrderStatus } from './order-status.ts';
import type { OrderType } from './order-types.ts';
import type { RunEdition } from './run-edition.ts';
import type { AttemptKind, FailureOutcome, StepOutcome, StepStatus } from './step-status.ts';

/** What an operator can do to an order or to one of its steps. */
export const OPERATOR_ACTIONS = [
  'resume',
  'cancel',
  'yield',
  'retry',
  'skip',
  'complete',
  'probe',
  'note',
  'assign',
] as const;

/** An action of an operator: who, when and why. */
export interface OperatorAction {
  /** Tells a repeated write of the action from another action. Absent in records of version 0.2. */
  readonly id?: string;
  readonly action: (typeof OPERATOR_ACTIONS)[number];
  /** The run that it belongs to; for a resume, the run that it started. */
  readonly run: number;
  /** Subject of the token, and its client if that differs. */
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  /** Of a note, its text. */
  readonly reason: string;
}

/** A resume as the order records it. */
export interface ResumeAction extends OperatorAction {
  readonly action: 'resume';
  /** The revision of the payload that the new run started with. */
  readonly revision: number;
  /** `Idempotency-Key` of the request, if it had one. */
  readonly key?: string;
  /** Hash of the request body. Distinguishes a repeat from a different request with the same key. */
  readonly fingerprint: string;
}

/** An operator action that is recorded with the order. */
export type OrderAction = ResumeAction | (OperatorAction & { readonly action: 'cancel' | 'yield' | 'note' | 'assign' });

/** An operator action that is recorded with a step. */
export type StepAction = OperatorAction & { readonly action: 'retry' | 'skip' | 'complete' | 'probe' };

/** A read of the order with its personal data. */
export interface PayloadRead {
  /** The run that was the latest then. */
  readonly run: number;
  /** Subject of the token, and its client if that differs. */
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Why a run failed, as the customer may read it. */
export interface OrderFailure {
  /** Id of the step. */
  readonly step: string;
  readonly code: string;
  readonly message: string;
  /** `transient` if the partner was unavailable. Absent in orders that ended before it was recorded. */
  readonly outcome?: FailureOutcome;
}

/** Why an order is parked, and what lets it continue. Only one state of an order is parked at a time. */
export interface Parking {
  /** Id of the step. */
  readonly step: string;
  /** What the parked state does: run the step, probe it or undo it. */
  readonly mode: 'run' | 'probe' | 'undo';
  /** Name of the connection that it waits for. */
  readonly connection: string;
  readonly code: string;
  /** As the customer may read it. */
  readonly reason: string;
  /** When the order was first parked at this state. ISO 8601. */
  readonly since: string;
  /** When its patience ends. ISO 8601. */
  readonly until: string;
  /** How often it was parked at this state, from 1. */
  readonly times: number;
  /** The order is not released before, ISO 8601. Absent if only the connection decides. */
  readonly notBefore?: string;
  /** Task token that resumes the waiting state. Never exposed outside the functions. */
  readonly taskToken: string;
}

/** An order event in the outbox of the order item. Its number is its position in the list, from 1. */
export interface StoredEvent {
  readonly type: OrderEventType;
  readonly occurredAt: string;
  readonly run: number;
  /** Further content of the event, e.g. the failure. */
  readonly data?: JsonObject;
}

/** What a run records about each step, so that a later config does not change the past. */
export type RunStep = Pick<SequenceStep, 'id' | 'name' | 'service' | 'phase' | 'critical'>;

/** One pass of an order through its sequence. */
export interface RunRecord {
  readonly number: number;
  readonly sequence: { readonly name: string; readonly version: string };
  /** The version of the tenant's config. Absent in runs of version 0.2. */
  readonly config?: string;
  /** Absent without `aws.canary`: the run then takes what is deployed. */
  readonly edition?: RunEdition;
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
  /** Set while the order waits for a partner that is unavailable. */
  readonly parked?: Parking;
  /** Ids of non-critical steps that have not succeeded. */
  readonly degraded: readonly string[];
  readonly runs: readonly RunRecord[];
  readonly events: readonly StoredEvent[];
  /** Operator actions on the order, oldest first; absent if there are none. */
  readonly operations?: readonly OrderAction[];
  /** Hash of the submitted body. Distinguishes a repeat from a different order with the same key. */
  readonly fingerprint: string;
  /** The trace of the request that submitted it. Absent if that was in none: the id of the order then names a new one. */
  readonly trace?: Trace;
  /** The lanes that the order takes: the subscriptions that it changes, or what its customer buys. Absent if it takes none. */
  readonly lanes?: readonly string[];
  /** Set while the order waits for its turn in a lane. */
  readonly queued?: { readonly since: string };
  /** Set while the order may have unpublished events, so that the sweeper finds it. */
  readonly unpublishedShard?: string;
  /** What it needs a person for, as the index has it: see `attention.ts`. */
  readonly attention?: string;
  /** Whom the order is assigned to; absent if nobody. */
  readonly assignedTo?: string;
  /** The erasure that is replacing personal data in the order's items. Nothing else may change the order from then on. */
  readonly erasing?: string;
  /** The erasure that replaced its personal data, and when (ISO 8601). */
  readonly erased?: { readonly erasure: string; readonly at: string };
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Returns whether the personal data of an order was replaced, or is being replaced. */
export function isErased({ erasing, erased }: Pick<OrderRecord, 'erasing' | 'erased'>): boolean {
  return erasing !== undefined || erased !== undefined;
}

/** Why an attempt failed, including internal details. */
export interface AttemptError {
  /** The error's name, e.g. `PluginDeclined`. */
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly publicMessage: string;
  readonly retryAfterSeconds?: number;
}

/** A line that a plugin logged. */
export interface AttemptLog {
  readonly timestamp: string;
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly data?: JsonObject;
}

/** One attempt of a step. Its number is its position in the list of the step, from 1, across all runs. */
export interface AttemptRecord {
  readonly run: number;
  /** @default 'run' */
  readonly kind?: AttemptKind;
  readonly startedAt: string;
  readonly outcome: StepOutcome;
  readonly durationMs?: number;
  /** When the next attempt is due, if the partner said how long to wait. ISO 8601. */
  readonly nextTryAt?: string;
  readonly error?: AttemptError;
  readonly callouts?: readonly Callout[];
  readonly logs?: readonly AttemptLog[];
  /** Set if bodies, headers or logs were left out to keep the record small. */
  readonly shortened?: true;
}

/**
 * An operator's decision on a step: no later run calls its plugin. A `retry` revokes a skip. An undo revokes a completion,
 * because the operator's work is undone with the rest.
 */
export interface ManualDecision {
  /** Client or subject of the token. */
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reason: string;
}

/** The callback of the other system to a waiting step: an output, or why there is none. */
export type CallbackAnswer =
  | { readonly output: JsonObject }
  | { readonly error: { readonly code: string; readonly message: string } };

/** The step item, across all runs of its order. */
export interface StepRecord {
  readonly stepId: string;
  readonly plugin: string;
  readonly service: string;
  readonly status: StepStatus;
  /** The run of the latest attempt. */
  readonly run: number;
  /** When the lease of the running attempt ends. ISO 8601. */
  readonly leaseUntil: string;
  /** The start of the single machine that claimed the latest attempt. Absent on AWS. */
  readonly incarnation?: string;
  readonly attempts: readonly AttemptRecord[];
  readonly output?: JsonObject;
  /** Why the step was skipped: the expression and its result, or the operator's reason. */
  readonly skipped?: string;
  /** The operator who skipped or completed the step. Its status and output are then final. */
  readonly completedBy?: ManualDecision;
  /** Operator actions on the step, oldest first; absent if there are none. */
  readonly operations?: readonly StepAction[];
  /** Number of the idempotency key: grows when the step is undone. @default 1 */
  readonly generation?: number;
  /** Task token that resumes the waiting state. Never exposed outside the functions. */
  readonly taskToken?: string;
  /** The callback of the other system, kept until the attempt it belongs to has made its call. */
  readonly answer?: CallbackAnswer;
}

/** The fields of an order that a list reads. */
export const SUMMARY_FIELDS = [
  'id',
  'status',
  'payload',
  'orderType',
  'failure',
  'parked',
  'degraded',
  'queued',
  'attention',
  'assignedTo',
  'erasing',
  'erased',
  'runs',
  'createdAt',
  'updatedAt',
] as const satisfies readonly (keyof OrderRecord)[];

/** An order with the fields that a list reads. */
export type OrderSummaryRecord = Pick<OrderRecord, (typeof SUMMARY_FIELDS)[number]>;
