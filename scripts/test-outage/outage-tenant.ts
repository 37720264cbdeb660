import type { JsonObject } from '../../core/json.ts';
import { PLANS } from '../test-faults/campaign-tenant.ts';

/** Name of the tenant. */
export const OUTAGE_TENANT = 'outage';

/** Divides the waits of the state machines, and with them their timeouts, so it must leave time for a slow partner. */
export const TIME_SCALE = 5;

/** How many orders of a connection continue in a minute of the scaled time. */
const RELEASE_PER_MINUTE = 60;

/** What differs between scenarios. */
interface TenantChoices {
  /** Whether new orders are checked for duplicates. @default false */
  readonly checksDuplicates?: boolean;
  /** How many calls Zuora gets at a time. @default no limit */
  readonly limit?: number;
}

/**
 * Returns the tenant file: every partner, and the patience and pace of a real tenant, scaled.
 *
 * @param sandboxUrl base URL of the partners
 * @param hourSeconds how many seconds an hour takes
 */
export function outageTenant(
  sandboxUrl: string,
  hourSeconds: number,
  { checksDuplicates = false, limit }: TenantChoices = {},
): JsonObject {
  const provisioning = `${sandboxUrl}/provisioning`;
  const byKey = `${provisioning}/requests/{idempotencyKey}`;
  const recovery = { statusUrl: byKey, undo: { url: byKey } };
  // State machines take the pace by their own scale.
  const releasePerMinute = Math.ceil((RELEASE_PER_MINUTE * 3_600) / hourSeconds / TIME_SCALE);
  const connection = { tryAfterSeconds: 1, releasePerMinute };
  return {
    tenant: OUTAGE_TENANT,
    patience: 'PT4H',
    connections: {
      zuora: { ...connection, ...(limit !== undefined && { concurrency: limit }) },
      salesforce: connection,
    },
    processOrder: [
      {
        name: 'salesforceV3',
        critical: true,
        options: { createPersonAccount: true, externalIdField: 'OrderKey__c' },
      },
      ...(checksDuplicates ? [{ name: 'duplicateSubscriptionCheck', critical: true }] : []),
      {
        name: 'zuora',
        critical: true,
        options: {
          ratePlans: Object.fromEntries(Object.entries(PLANS).map(([offer, { id }]) => [offer, id])),
          timeoutMs: 5_000,
        },
      },
      { name: 'entitlements', critical: true, options: { endpoint: provisioning, ...recovery } },
    ],
    postProcessOrder: [{ name: 'platformEvents', critical: false }],
    overrides: [{ name: 'trial', match: { orderType: ['new'], offerType: ['trial'] }, exclude: ['zuora'] }],
    outbound: { basicAuth: { '127.0.0.1': 'provisioning' } },
  };
}
