import type { StepStatus } from '../../core/order/step-status.ts';

/** What a plugin's step does at its partner. */
export interface StepEffects {
  /** Kinds of effect that a step which succeeded has, each once. */
  readonly done: readonly string[];
  /** Kinds that take back what was done, each once, by the kind that they take back. */
  readonly undone: Readonly<Record<string, readonly string[]>>;
  /** Kinds that may come with that, once, depending on what the partner had before. */
  readonly perhapsUndone?: readonly string[];
}

/** What steps do, by the name of the plugin. */
type PluginEffects = Readonly<Record<string, StepEffects>>;

const NOTHING: StepEffects = { done: [], undone: {} };
const once = (...done: readonly string[]): StepEffects => ({ done, undone: {} });

/** What steps do for every order type, unless it says otherwise. */
const ALWAYS: PluginEffects = {
  salesforceV3: NOTHING,
  entitlements: NOTHING,
  platformEvents: once('platform-event.published'),
  calloutPlugin: {
    done: ['callout.received'],
    undone: { 'callout.received': ['callout.undone'] },
    perhapsUndone: ['user.removed'],
  },
};

/** What the steps of the campaign's tenant do, by the order type. What is changed at Zuora cannot be taken back. */
export const STEP_EFFECTS: Readonly<Record<string, PluginEffects>> = {
  new: {
    ...ALWAYS,
    salesforceV3: once('account.created'),
    zuora: {
      done: ['account.created', 'subscription.created', 'payment.collected'],
      undone: {
        'subscription.created': ['subscription.cancelled'],
        'payment.collected': ['credit-memo.created', 'refund.created'],
      },
    },
    entitlements: { done: ['entitlement.granted'], undone: { 'entitlement.granted': ['entitlement.restored'] } },
  },
  renew: { ...ALWAYS, zuora: once('subscription.changed', 'payment.collected') },
  change_offer: { ...ALWAYS, zuora: once('subscription.changed', 'payment.collected') },
  add_offer: { ...ALWAYS, zuora: once('subscription.changed', 'payment.collected') },
  update_subscription: { ...ALWAYS, zuora: once('subscription.changed', 'payment.collected') },
  cancel_subscription: {
    ...ALWAYS,
    zuora: once('subscription.cancelled', 'credit-memo.created'),
    entitlements: { done: ['entitlement.revoked'], undone: { 'entitlement.revoked': ['entitlement.restored'] } },
  },
  change_address: { ...ALWAYS, zuora: once('account.updated') },
  credit: { ...ALWAYS, zuora: once('credit-memo.created'), platformEvents: NOTHING },
  refund: { ...ALWAYS, zuora: once('refund.created') },
};

/** How many effects of a kind are right: exactly that many, or at most one where nobody can know. */
export type Expected = { readonly exactly: number } | { readonly atMost: number };

/** How many effects are right after one end of a step, and how many of what takes them back. */
export interface ExpectedEffects {
  readonly done: Expected;
  readonly undone: Expected;
}

const NONE: Expected = { exactly: 0 };
const ONCE: Expected = { exactly: 1 };
const PERHAPS: Expected = { atMost: 1 };

/** What each end of a step says of its effects and of what took them back. */
export const EXPECTED: Readonly<Partial<Record<StepStatus, ExpectedEffects>>> = {
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
