import type { JsonObject } from '../json.ts';

/** Whether the partner recognises a repeat, as the step's plugin declares (`core/plugin/idempotency.ts`). */
export type StepEffect = 'idempotent' | 'at-most-once';

/** `process` runs until the order is complete, `postProcess` after it. */
export type Phase = 'process' | 'postProcess';

/** How a step is retried after a temporary error. */
export interface RetryPolicy {
  /** Retries after the first attempt; 0 for none. */
  readonly maxAttempts: number;
  /** Seconds before the first retry. */
  readonly intervalSeconds: number;
  /** Factor by which the delay grows, 1 or more. */
  readonly backoffRate: number;
}

/** How long a step waits for its callback. */
export interface CallbackWait {
  readonly timeoutSeconds: number;
  /** The longest time between two heartbeats; absent if none are expected. */
  readonly heartbeatSeconds?: number;
}

/** How long a step waits for a partner that is unavailable, and for which. */
export interface Patience {
  /** Name of the connection: that of its secret, or the host of a callout. */
  readonly connection: string;
  readonly seconds: number;
}

/** What happens when a critical step fails: the run stops, or its steps are undone first. */
export type CriticalFailurePolicy = 'stop' | 'compensate';

/** Which products a customer must not have twice: every one, or those whose attribute `block_multiple__limio` is true. */
export const BLOCKED_PRODUCTS = ['all', 'marked'] as const;

/** One of the kinds of products that a customer must not have twice. */
export type BlockedProducts = (typeof BLOCKED_PRODUCTS)[number];

/** One step of a sequence, with defaults filled in. */
export interface SequenceStep {
  /** Unique in the sequence; default: the plugin's name. */
  readonly id: string;
  /** Name of the plugin. */
  readonly name: string;
  readonly service: string;
  readonly phase: Phase;
  readonly critical: boolean;
  /** Whether the plugin may be called again after a call without a reply. */
  readonly effect: StepEffect;
  /** Whether the plugin can probe an attempt with an unknown outcome. */
  readonly probes: boolean;
  /** Whether the plugin can undo its effect. */
  readonly compensates: boolean;
  readonly options: JsonObject;
  /** JSONata over `{ order, results, facts }`; the step is skipped unless the result is true. */
  readonly when?: string;
  /** JSONata over `{ order, results, facts }`; the plugin gets the result instead of the whole order. */
  readonly select?: string;
  /** Maximum duration of one attempt. */
  readonly timeoutSeconds: number;
  readonly retry: RetryPolicy;
  /** Set if the step ends with a callback from the other system, not with its own call. */
  readonly callback?: CallbackWait;
  /** Set if the order is parked while the step's partner is unavailable. Otherwise the step fails after its retries. */
  readonly patience?: Patience;
  /**
   * Set if the plugin declines an order for a product that its customer already has. What it finds holds only while the order is in
   * progress, so each run checks again.
   */
  readonly blocks?: BlockedProducts;
}

/** The steps of both phases that an order runs through, in order. */
export interface Sequence {
  /** `default`, or the override's name. */
  readonly name: string;
  /** 12 hex digits of the hash of its content, so that the same steps have the same version. */
  readonly version: string;
  readonly onCriticalFailure: CriticalFailurePolicy;
  /** Process steps first, then post-process steps. */
  readonly steps: readonly SequenceStep[];
}

/** Why an override matched, or why not. */
export interface OverrideVerdict {
  readonly override: string;
  readonly matched: boolean;
  /** The reason, as a sentence for people. */
  readonly reason: string;
}

/**
 * Lists the steps that a failure of a critical step may undo, in order: none if the tenant does not compensate, or else those
 * of the process phase up to its last critical step whose plugins can undo them.
 */
export function undoableSteps({ onCriticalFailure, steps }: Sequence): readonly SequenceStep[] {
  if (onCriticalFailure === 'stop') return [];
  const process = steps.filter((step) => step.phase === 'process');
  return process.slice(0, process.findLastIndex((step) => step.critical) + 1).filter((step) => step.compensates);
}
