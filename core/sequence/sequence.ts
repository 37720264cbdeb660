import type { JsonObject } from '../json.ts';

/**
 * `idempotent`: the target recognises a repeat by the idempotency key or by what it holds, so a lost reply is answered
 * by calling again. `at-most-once`: it does not, so a lost reply is an unknown outcome and nobody calls again.
 */
export type PluginEffect = 'idempotent' | 'at-most-once';

/** `process` runs until the order is complete, `postProcess` after it. */
export type Phase = 'process' | 'postProcess';

/** How a step is tried again after an error that may pass. */
export interface RetryPolicy {
  /** Retries after the first attempt; 0 for none. */
  readonly maxAttempts: number;
  /** Seconds before the first retry. */
  readonly intervalSeconds: number;
  /** Factor by which the delay grows, 1 or more. */
  readonly backoffRate: number;
}

/** How long a step waits for the other system's answer. */
export interface CallbackWait {
  readonly timeoutSeconds: number;
  /** The longest time between two signs of life; absent: none are expected. */
  readonly heartbeatSeconds?: number;
}

/** What the failure of a critical step leads to: the run stops, or what its steps did is undone first. */
export type CriticalFailurePolicy = 'stop' | 'compensate';

/** One entry of a sequence, with every default filled in. */
export interface SequenceStep {
  /** Unique in the sequence; default: the plugin's name. */
  readonly id: string;
  /** Name of the plugin. */
  readonly name: string;
  readonly service: string;
  readonly phase: Phase;
  readonly critical: boolean;
  /** Whether the plugin may be called again after a lost reply. */
  readonly effect: PluginEffect;
  /** Whether the plugin can find out if a lost attempt had its effect. */
  readonly probes: boolean;
  /** Whether the plugin can undo its effect. */
  readonly compensates: boolean;
  readonly options: JsonObject;
  /** JSONata over `{ order, results, facts }`; the step is skipped unless it gives true. */
  readonly when?: string;
  /** JSONata over `{ order, results, facts }`; the plugin sees only what it gives. */
  readonly select?: string;
  /** How long one attempt may take. */
  readonly timeoutSeconds: number;
  readonly retry: RetryPolicy;
  /** The step ends when the other system answers, not when its call does; absent for a step that ends with its call. */
  readonly callback?: CallbackWait;
}

/** The ordered steps of both phases that one order will run. */
export interface Sequence {
  /** `default`, or the override's name. */
  readonly name: string;
  /** 12 hex digits of the hash of its content: the same steps give the same version. */
  readonly version: string;
  readonly onCriticalFailure: CriticalFailurePolicy;
  /** Process steps first, then post-process steps. */
  readonly steps: readonly SequenceStep[];
}

/** Why an override was taken, or why not. */
export interface OverrideVerdict {
  readonly override: string;
  readonly matched: boolean;
  /** One sentence for people. */
  readonly reason: string;
}

/**
 * The steps that the failure of a critical step may have to undo, in their order: none where the tenant does not
 * compensate, else those of the process phase whose plugin can, up to the last critical one.
 */
export function undoableSteps({ onCriticalFailure, steps }: Sequence): readonly SequenceStep[] {
  if (onCriticalFailure === 'stop') return [];
  const process = steps.filter((step) => step.phase === 'process');
  return process.slice(0, process.findLastIndex((step) => step.critical) + 1).filter((step) => step.compensates);
}
