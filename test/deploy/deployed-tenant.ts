import { SCENARIO_TENANT } from '../e2e/scenario-target.ts';

/** The tenant as it is deployed first, and as it is deployed over that. */
export const VARIANTS = ['first', 'changed'] as const;

/** One state of the tenant. */
export type Variant = (typeof VARIANTS)[number];

/** The critical step whose function is turned off while the tenant is deployed a second time. */
export const WAITING_STEP = 'zuora';

/** The step that the changed sequence has and the first one has not. */
export const ADDED_STEP = { id: 'announceAgain', name: 'platformEvents', critical: false };

/** The name of the webhook that the changed tenant has. */
export const ADDED_WEBHOOK = 'feed';

/** Tries for longer than a deployment takes. */
const PATIENT = { maxAttempts: 20, intervalSeconds: 3, backoffRate: 1 };

/** The tenant of the scenarios, with a step that is patient; `changed` adds a step to its sequence and a webhook. */
export function deployedTenant(variant: Variant, sandboxUrl: string): { readonly tenant: string } {
  const processOrder = SCENARIO_TENANT.processOrder.map((step) =>
    step.name === WAITING_STEP ? { ...step, retry: PATIENT } : step,
  );
  const first = { ...SCENARIO_TENANT, processOrder };
  if (variant === 'first') return first;
  const webhook = {
    name: ADDED_WEBHOOK,
    url: new URL(`/receiver/${ADDED_WEBHOOK}`, sandboxUrl).href,
    events: ['order.completed'],
    signingSecret: 'receiver',
  };
  return { ...first, ...{ postProcessOrder: [ADDED_STEP], webhooks: [webhook] } };
}
