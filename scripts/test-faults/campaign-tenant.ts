import type { JsonObject } from '../../core/json.ts';

/** What becomes of an order whose critical step failed. */
export type FailurePolicy = 'stop' | 'compensate';

/** What new orders buy. */
export const OFFER = '/offers2/Digital Monthly';
/** What they buy to try it. */
export const TRIAL_OFFER = '/offers2/Digital Trial';
/** What a subscription is changed to. */
export const OTHER_OFFER = '/offers2/Digital Annual';
/** What is added to a subscription. */
export const EXTRA_OFFER = '/offers2/Weekend Paper';

/** What each offer is in Zuora, and its price. A trial does not go there. */
export const PLANS = {
  [OFFER]: { id: 'plan-monthly', price: 9.5 },
  [OTHER_OFFER]: { id: 'plan-annual', price: 99 },
  [EXTRA_OFFER]: { id: 'plan-weekend', price: 4 },
} as const;

/** The name of the tenant of a campaign. */
export const CAMPAIGN_TENANT = 'faults';

/**
 * The tenant of a campaign: three sequences over every plugin with an effect.
 *
 * Steps have 3 seconds, so that a partner which hangs, or a process that was killed, is waited for no longer than needed;
 * everything else is as a tenant would have it.
 *
 * @param sandboxUrl base URL of the partners
 */
export function campaignTenant(onCriticalFailure: FailurePolicy, sandboxUrl: string): JsonObject {
  const provisioning = `${sandboxUrl}/provisioning`;
  const byKey = `${provisioning}/requests/{idempotencyKey}`;
  const recovery = { statusUrl: byKey, undo: { url: byKey } };
  const callout: JsonObject = {
    endpoint: `${provisioning}/orders`,
    rejectUnlessOk: true,
    // A page instead of an answer is no acceptance.
    rejectWhen: '$type(body) != "object"',
    statusBody: 'body.result',
    ...recovery,
  };
  const step = (name: string, critical: boolean, options: JsonObject, more: JsonObject = {}): JsonObject => ({
    name,
    critical,
    timeoutSeconds: 3,
    options,
    ...more,
  });
  const zuora = step('zuora', true, {
    ratePlans: Object.fromEntries(Object.entries(PLANS).map(([offer, { id }]) => [offer, id])),
    creditChargeId: 'charge-goodwill',
    refundAs: 'payment',
  });
  const entitlements = step('entitlements', true, { endpoint: provisioning, ...recovery });
  const platformEvents = step('platformEvents', false, {});
  const warehouse = step('calloutPlugin', false, callout, { id: 'warehouse' });
  return {
    tenant: CAMPAIGN_TENANT,
    processOrder: [
      step('salesforceV3', true, { createPersonAccount: true, externalIdField: 'OrderKey__c' }),
      zuora,
      entitlements,
      platformEvents,
    ],
    postProcessOrder: [warehouse],
    onCriticalFailure,
    overrides: [
      {
        name: 'express',
        match: { processingType: ['express'] },
        processOrder: [step('calloutPlugin', true, callout, { id: 'provision' }), zuora, platformEvents],
      },
      { name: 'trial', match: { orderType: ['new'], offerType: ['trial'] }, exclude: ['zuora'] },
    ],
    outbound: { basicAuth: { '127.0.0.1': 'provisioning' } },
  };
}
