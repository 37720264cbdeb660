import { SCENARIO_TENANT } from '../e2e/scenario-target.ts';

/** The tenant of the first deployment, and of the second one. */
export const VARIANTS = ['first', 'changed'] as const;

/** A version of the tenant. */
export type Variant = (typeof VARIANTS)[number];

/** The critical step whose function is disabled during the second deployment. */
export const WAITING_STEP = 'zuora';

/** The step that only the changed sequence has. */
export const ADDED_STEP = { id: 'announceAgain', name: 'platformEvents', critical: false };

/** Name of the webhook that only the changed tenant has. */
export const ADDED_WEBHOOK = 'feed';

/** Retries for longer than a deployment takes. */
const PATIENT = { maxAttempts: 20, intervalSeconds: 3, backoffRate: 1 };

/** Returns the tenant of the scenarios, with long retries in one step; `changed` adds a step and a webhook. */
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
