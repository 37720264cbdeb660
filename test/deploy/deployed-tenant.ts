import type { ClientRole } from '../../core/access.ts';
import { SCENARIO_TENANT } from '../e2e/scenario-target.ts';

/** The tenant of the first deployment, of the second one, one with stages, and two deployments of one with a canary. */
export const VARIANTS = ['first', 'changed', 'stages', 'canary', 'canary-changed'] as const;

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

/** The roles whose clients the deployment has. */
export const DEPLOYED_CLIENTS = ['channel', 'callback', 'operator', 'privacy'] as const satisfies readonly ClientRole[];

/** A role whose client the deployment has. */
export type DeployedClient = (typeof DEPLOYED_CLIENTS)[number];

const STAGED_STEPS = [SCENARIO_TENANT.processOrder[0]];
/** Without the one that excludes a step which these are without. */
const STAGED_OVERRIDES = SCENARIO_TENANT.overrides.filter(({ name }) => name !== 'trial');

/** The stages of the third deployment: production also publishes an event. */
export const STAGES = {
  test: { processOrder: { salesforceV3: { options: { includeBillingDetails: false } } } },
  prod: { postProcessOrder: [ADDED_STEP] },
};

/** The tenant with a canary. */
export const CANARY_TENANT = 'canary';

/** Returns the tenant of the scenarios, with long retries in one step; `changed` adds a step and a webhook; `stages` has few steps and two stages. */
export function deployedTenant(variant: Variant, sandboxUrl: string): { readonly tenant: string } {
  const processOrder = SCENARIO_TENANT.processOrder.map((step) =>
    step.name === WAITING_STEP ? { ...step, retry: PATIENT } : step,
  );
  const first = { ...SCENARIO_TENANT, processOrder, api: { clients: DEPLOYED_CLIENTS } };
  if (variant === 'first') return first;
  if (variant === 'canary' || variant === 'canary-changed') {
    const includeBillingDetails = variant === 'canary';
    const [step] = STAGED_STEPS;
    return {
      ...first,
      ...{ tenant: CANARY_TENANT, aws: { canary: { percent: 50 } }, overrides: STAGED_OVERRIDES },
      ...{ processOrder: [{ ...step, options: { includeBillingDetails } }] },
    };
  }
  if (variant === 'stages')
    return { ...first, ...{ overrides: STAGED_OVERRIDES, processOrder: STAGED_STEPS, stages: STAGES } };
  const webhook = {
    name: ADDED_WEBHOOK,
    url: new URL(`/receiver/${ADDED_WEBHOOK}`, sandboxUrl).href,
    events: ['order.completed'],
    signingSecret: 'receiver',
  };
  return { ...first, ...{ postProcessOrder: [ADDED_STEP], webhooks: [webhook] } };
}
