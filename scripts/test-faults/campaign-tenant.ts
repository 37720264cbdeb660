import type { JsonObject } from '../../core/json.ts';

/** What happens to an order when a critical step fails. */
export type FailurePolicy = 'stop' | 'compensate';

/** Offer of new orders. */
export const OFFER = '/offers2/Digital Monthly';
/** Trial offer of new orders. */
export const TRIAL_OFFER = '/offers2/Digital Trial';
/** Offer that a subscription is changed to. */
export const OTHER_OFFER = '/offers2/Digital Annual';
/** Offer that is added to a subscription. */
export const EXTRA_OFFER = '/offers2/Weekend Paper';

/** Currencies of the orders. Each has two decimal places. */
export const CURRENCIES = ['GBP', 'EUR', 'USD'] as const;

/** Currency of an order. */
export type Currency = (typeof CURRENCIES)[number];

/** Product rate plan in Zuora of each offer, and its price in cents for the term of a subscription. Trials skip Zuora. */
export const PLANS = {
  [OFFER]: { id: 'plan-monthly', cents: { GBP: 950, EUR: 1125, USD: 1299 } },
  [OTHER_OFFER]: { id: 'plan-annual', cents: { GBP: 9900, EUR: 11_950, USD: 12_999 } },
  [EXTRA_OFFER]: { id: 'plan-weekend', cents: { GBP: 400, EUR: 475, USD: 519 } },
} as const;

/** Versions of the API of Zuora: of the default sequence, and of the express sequence. */
export const API_VERSIONS = ['2025-08-12', '341.0'] as const;

/** Product rate plan charge of credit memos. */
export const CREDIT_CHARGE = 'charge-goodwill';

/** Name of the campaign's tenant. */
export const CAMPAIGN_TENANT = 'faults';

/**
 * Returns the tenant file of a campaign: three sequences with every plugin that has effects.
 *
 * Steps time out after 3 seconds, so that a hanging partner or a killed process costs little time. Everything else is as in a
 * real tenant.
 *
 * @param sandboxUrl base URL of the partners
 * @param apiVersion version of the API of Zuora in every sequence. @default one of {@link API_VERSIONS} for each
 */
export function campaignTenant(
  onCriticalFailure: FailurePolicy,
  sandboxUrl: string,
  apiVersion: string | undefined,
): JsonObject {
  const provisioning = `${sandboxUrl}/provisioning`;
  const byKey = `${provisioning}/requests/{idempotencyKey}`;
  const recovery = { statusUrl: byKey, undo: { url: byKey } };
  const callout: JsonObject = {
    endpoint: `${provisioning}/orders`,
    rejectUnlessOk: true,
    // An HTML page with status 200 is not an acceptance.
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
  const zuoraIn = (version: string): JsonObject =>
    step('zuora', true, {
      apiVersion: apiVersion ?? version,
      ratePlans: Object.fromEntries(Object.entries(PLANS).map(([offer, { id }]) => [offer, id])),
      creditChargeId: CREDIT_CHARGE,
      refundAs: 'payment',
    });
  const entitlements = step('entitlements', true, { endpoint: provisioning, ...recovery });
  const platformEvents = step('platformEvents', false, {});
  const warehouse = step('calloutPlugin', false, callout, { id: 'warehouse' });
  return {
    tenant: CAMPAIGN_TENANT,
    processOrder: [
      step('salesforceV3', true, { createPersonAccount: true, externalIdField: 'OrderKey__c' }),
      zuoraIn(API_VERSIONS[0]),
      entitlements,
      platformEvents,
    ],
    postProcessOrder: [warehouse],
    onCriticalFailure,
    overrides: [
      {
        name: 'express',
        match: { processingType: ['express'] },
        processOrder: [
          step('calloutPlugin', true, callout, { id: 'provision' }),
          zuoraIn(API_VERSIONS[1]),
          platformEvents,
        ],
      },
      { name: 'trial', match: { orderType: ['new'], offerType: ['trial'] }, exclude: ['zuora'] },
    ],
    outbound: { basicAuth: { '127.0.0.1': 'provisioning' } },
  };
}
