import type { StepStatus } from '../../core/order/step-status.ts';

/** What a plugin's step does at its partner. */
export interface StepEffects {
  /** Kinds of effect that a step which succeeded has, each once. */
  readonly done: readonly string[];
  /** Kinds that take back what was done, by the kind that they take back. */
  readonly undone: Readonly<Record<string, string>>;
}

/** What steps do, by the name of the plugin. */
type PluginEffects = Readonly<Record<string, StepEffects>>;

const NOTHING: StepEffects = { done: [], undone: {} };

/** What the steps do that are the same for every order type; a change of a subscription cannot be taken back. */
const ALWAYS: PluginEffects = {
  platformEvents: { done: ['platform-event.published'], undone: {} },
  calloutPlugin: { done: ['callout.received'], undone: { 'callout.received': 'callout.undone' } },
};
const CHANGE: PluginEffects = {
  ...ALWAYS,
  salesforceV3: NOTHING,
  zuora: { done: ['subscription.changed'], undone: {} },
  entitlements: NOTHING,
};

/** What the steps of the campaign's tenant do, by the order type. */
export const STEP_EFFECTS: Readonly<Record<string, PluginEffects>> = {
  new: {
    ...ALWAYS,
    salesforceV3: { done: ['account.created'], undone: {} },
    zuora: {
      done: ['account.created', 'subscription.created'],
      undone: { 'subscription.created': 'subscription.cancelled' },
    },
    entitlements: { done: ['entitlement.granted'], undone: { 'entitlement.granted': 'entitlement.restored' } },
  },
  renew: CHANGE,
  change_offer: CHANGE,
  cancel_subscription: {
    ...CHANGE,
    zuora: { done: ['subscription.cancelled'], undone: {} },
    entitlements: { done: ['entitlement.revoked'], undone: { 'entitlement.revoked': 'entitlement.restored' } },
  },
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
