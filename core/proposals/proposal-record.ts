import type { FieldChange } from '../order/json-difference.ts';
import type { PlannedStep } from '../order/planned-steps.ts';

/** What a proposal can do to its orders. */
export const PROPOSAL_ACTIONS = ['resume', 'cancel', 'retry', 'skip', 'complete'] as const;

/** One of the actions of a proposal. */
export type ProposalAction = (typeof PROPOSAL_ACTIONS)[number];

/**
 * The states of a proposal.
 *
 * - `preparing`: its orders are being found and looked at.
 * - `ready`: it can be executed until it expires.
 * - `refused`: it cannot be executed, as its problem says.
 * - `running`: its job acts on the orders.
 * - `finished`: its job has looked at every order.
 * - `stopped`: somebody withdrew it, or stopped its job.
 */
export const PROPOSAL_STATUSES = ['preparing', 'ready', 'refused', 'running', 'finished', 'stopped'] as const;

/** One of the states of a proposal. */
export type ProposalStatus = (typeof PROPOSAL_STATUSES)[number];

/**
 * The outcome for an order.
 *
 * - `done`: the action was done.
 * - `changed`: left out, because the order, or what would be called, has changed since the preview.
 * - `refused`: left out of the preview, because the action would have been refused.
 * - `failed`: an unforeseen error; the action may have been done.
 */
export const ORDER_OUTCOMES = ['done', 'changed', 'refused', 'failed'] as const;

/** One of the things that can become of an order. */
export type OrderOutcome = (typeof ORDER_OUTCOMES)[number];

/** How many orders ended in which way. */
export type OutcomeCounts = Readonly<Record<OrderOutcome, number>>;

/** No orders. */
export const NO_OUTCOMES: OutcomeCounts = { done: 0, changed: 0, refused: 0, failed: 0 };

/** What the action would do to orders: the same for all orders of a plan. */
export interface ProposalPlan {
  /** How many orders it applies to. */
  readonly orders: number;
  readonly startsRun: boolean;
  readonly steps: readonly PlannedStep[];
  /** What the patch changes. */
  readonly changes: readonly FieldChange[];
}

/** An order of a proposal. */
export interface ProposedOrder {
  readonly id: string;
  /** Hash of everything that the preview saw of the order; absent if the preview refused it. */
  readonly version?: string;
  /** Hash of what the preview saw of the step, for an action on a step. Absent in proposals of earlier versions. */
  readonly stepVersion?: string;
  /** The output that its step is completed with, as JSON text; absent if it is the same for all orders. */
  readonly output?: string;
  /** The index of its plan. */
  readonly plan?: number;
  /** Absent until the job has looked at it, unless the preview refused it. */
  readonly outcome?: OrderOutcome;
  /** Why it was left out. */
  readonly message?: string;
}

/** Who did something to a proposal, when and why. */
export interface ProposalStep {
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reason?: string;
}

/** Why a proposal cannot be executed. */
export interface ProposalProblem {
  readonly code: 'no-orders' | 'too-many-orders' | 'too-many-plans' | 'orders-in-job';
  readonly message: string;
  /** The proposal whose job has the orders. */
  readonly proposal?: string;
}

/** The total of orders in one currency. */
export interface ProposalAmount {
  readonly currency: string;
  /** In units of the smallest digit of the currency, e.g. pence. */
  readonly minorUnits: number;
}

/** How far a job has come. */
export interface JobProgress {
  /** The part that it works on, from 1. */
  readonly part: number;
  /** The outcomes of all earlier parts. */
  readonly before: OutcomeCounts;
}

/** A proposal to do one action to many orders, and its job. */
export interface ProposalRecord {
  readonly id: string;
  readonly status: ProposalStatus;
  readonly action: ProposalAction;
  /** The step of an action that is done to a step. */
  readonly step?: string;
  /** The patch of a resume, as JSON text. Removed when the job ends. */
  readonly patch?: string;
  /** Whether the orders are also resumed after their step was skipped or completed. @default false */
  readonly resume?: boolean;
  /** The output that the step of every order is completed with, as JSON text. */
  readonly output?: string;
  /** The outputs by order, as JSON text. Removed when it is ready, as its orders have them then. */
  readonly outputs?: string;
  readonly reason: string;
  readonly by: string;
  /** The person, whatever client they used: they cannot approve it. */
  readonly person: string;
  /** The filter, parsed; absent if the proposal names its orders. */
  readonly filter?: Readonly<Record<string, unknown>>;
  /** The orders that it names; absent if it has a filter. */
  readonly ids?: readonly string[];
  /** Hash of the request. Tells a repeat from another request with the same key. */
  readonly fingerprint: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** When a proposal that is ready can no longer be executed. ISO 8601. */
  readonly expiresAt?: string;
  /** How many parts its list of orders has so far. */
  readonly parts: number;
  /** Where the search for its orders goes on: the position of the last one. */
  readonly after?: { readonly createdAt: string; readonly id: string };
  readonly plans: readonly ProposalPlan[];
  /** Orders that the action is going to be done to. */
  readonly planned: number;
  readonly amounts: readonly ProposalAmount[];
  /** Orders that do not say what they cost. */
  readonly withoutAmount: number;
  readonly counts: OutcomeCounts;
  readonly problem?: ProposalProblem;
  /** Why a second person has to approve it; absent if nobody has to. */
  readonly approvalFor?: string;
  readonly approved?: ProposalStep;
  readonly executed?: ProposalStep & { readonly perMinute: number };
  readonly stopped?: ProposalStep;
  /** The number of the execution that works on it. An earlier one ends when it finds a higher number. */
  readonly execution: number;
  readonly progress?: JobProgress;
  readonly finishedAt?: string;
}

/** A part of the orders of a proposal. */
export interface ProposalPart {
  /** From 1. */
  readonly number: number;
  readonly orders: readonly ProposedOrder[];
}

/** How many orders a part has at most: an item of about 20 KB. */
export const ORDERS_PER_PART = 100;

/** How many orders a proposal has at most. */
export const MAX_PROPOSED_ORDERS = 10_000;

/** How many different plans a proposal has at most, so that its item stays small and people can read them. */
export const MAX_PLANS = 50;

/** Returns the counts with those of some orders added. */
export function withOutcomes(counts: OutcomeCounts, orders: readonly Pick<ProposedOrder, 'outcome'>[]): OutcomeCounts {
  const added: Record<OrderOutcome, number> = { ...counts };
  for (const { outcome } of orders) if (outcome !== undefined) added[outcome] += 1;
  return added;
}

/** Returns whether the action is to be done to an order: the preview did not refuse it. */
export function isPlanned({ version }: Pick<ProposedOrder, 'version'>): boolean {
  return version !== undefined;
}
