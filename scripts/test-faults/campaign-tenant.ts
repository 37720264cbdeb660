import type { JsonObject } from '../../core/json.ts';

/** What becomes of an order whose critical step failed. */
export type FailurePolicy = 'stop' | 'compensate';

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
    ratePlans: {
      '/offers2/Digital Monthly': 'plan-monthly',
      '/offers2/Digital Annual': 'plan-annual',
      '/offers2/Digital Trial': 'plan-trial',
    },
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
