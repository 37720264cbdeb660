import type { StepStatus } from '../../core/order/step-status.ts';

/** What a plugin's step does at its partner. */
export interface StepEffects {
  /** Kinds of effect that a step which succeeded has, each once. */
  readonly done: readonly string[];
  /** Kinds that take back what was done, by the kind that they take back. */
  readonly undone: Readonly<Record<string, string>>;
}

const CALLOUT: StepEffects = { done: ['callout.received'], undone: { 'callout.received': 'callout.undone' } };

/** What the steps of the campaign's tenant do, by the name of the plugin. */
export const STEP_EFFECTS: Readonly<Record<string, StepEffects>> = {
  salesforceV3: { done: ['account.created'], undone: {} },
  zuora: {
    done: ['account.created', 'subscription.created'],
    undone: { 'subscription.created': 'subscription.cancelled' },
  },
  entitlements: { done: ['entitlement.granted'], undone: { 'entitlement.granted': 'entitlement.restored' } },
  platformEvents: { done: ['platform-event.published'], undone: {} },
  calloutPlugin: CALLOUT,
};

/** How many effects of a kind are right: exactly that many, or at most one where nobody can know. */
export type Expected = { readonly exactly: number } | { readonly atMost: number };

const NONE: Expected = { exactly: 0 };
const ONCE: Expected = { exactly: 1 };
const PERHAPS: Expected = { atMost: 1 };

/** What each end of a step says of its effects and of what took them back. */
export const EXPECTED: Readonly<Partial<Record<StepStatus, { readonly done: Expected; readonly undone: Expected }>>> = {
  pending: { done: NONE, undone: NONE },
  skipped: { done: NONE, undone: NONE },
  succeeded: { done: ONCE, undone: NONE },
  declined: { done: NONE, undone: NONE },
  failed: { done: NONE, undone: NONE },
  transient: { done: NONE, undone: NONE },
  unknown: { done: PERHAPS, undone: NONE },
  undone: { done: PERHAPS, undone: PERHAPS },
  'undo-failed': { done: PERHAPS, undone: PERHAPS },
};
