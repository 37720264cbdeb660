import type { OrderType } from '../../core/order/order-types.ts';
import type { StepStatus } from '../../core/order/step-status.ts';

/** Effects that a plugin's step can have at its partner. */
export interface StepEffects {
  /** Kinds of effects of a successful step, each exactly once. */
  readonly done: readonly string[];
  /** Kinds of effects that undo a kind, each exactly once, by the kind that they undo. */
  readonly undone: Readonly<Record<string, readonly string[]>>;
  /** Further kinds that an undo may have, at most once, depending on the partner's earlier records. */
  readonly perhapsUndone?: readonly string[];
}

/** Effects by plugin name. */
type PluginEffects = Readonly<Record<string, StepEffects>>;

const NOTHING: StepEffects = { done: [], undone: {} };
/** Effects for every order type, unless overridden below. */
const ALWAYS: PluginEffects = {
  salesforceV3: NOTHING,
  duplicateSubscriptionCheck: NOTHING,
  entitlements: NOTHING,
  platformEvents: once('platform-event.published'),
  calloutPlugin: {
    done: ['callout.received'],
    undone: { 'callout.received': ['callout.undone'] },
    perhapsUndone: ['user.removed'],
  },
};

/**
 * Effects of the campaign's steps by order type; `undefined` if the campaign has no such orders. Changes of a subscription at
 * Zuora cannot be undone.
 */
export const STEP_EFFECTS: Readonly<Record<OrderType, PluginEffects | undefined>> = {
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
  change_payment: undefined,
  update_customer_details: undefined,
  external: undefined,
  activation: undefined,
};

/** How often an effect may occur: exactly this often, or at most this often if the status leaves it open. */
export type Expected = { readonly exactly: number } | { readonly atMost: number };

/** How often the effects of a step, and their undos, may occur. */
export interface ExpectedEffects {
  readonly done: Expected;
  readonly undone: Expected;
}

const NONE: Expected = { exactly: 0 };
const ONCE: Expected = { exactly: 1 };
const PERHAPS: Expected = { atMost: 1 };

/** How often effects may occur, by the status of the step. */
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

function once(...done: readonly string[]): StepEffects {
  return { done, undone: {} };
}
