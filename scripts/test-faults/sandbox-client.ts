import * as z from 'zod';
import type { JsonObject } from '../../core/json.ts';
import type { SandboxCredentials } from '../../sandbox/sandbox.ts';
import { requestToken } from './access-token.ts';
import { PLANS } from './campaign-tenant.ts';
import { CURRENCIES } from './random-order.ts';

const effectsSchema = z.array(z.looseObject({ kind: z.string(), key: z.string() }));
const acceptedSchema = z.object({ Success: z.literal(true) });

/** An effect at a partner. */
export type Effect = z.output<typeof effectsSchema>[number];

/** Reads all effects at the partners, oldest first. */
export async function readEffects(sandboxUrl: string): Promise<readonly Effect[]> {
  return effectsSchema.parse(await (await fetch(`${sandboxUrl}/__effects`)).json());
}

/**
 * Makes a partner misbehave.
 *
 * @throws Error when the sandbox rejects the fault
 */
export async function addFault(sandboxUrl: string, fault: JsonObject): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch(`${sandboxUrl}/__faults`, { method: 'POST', headers, body: JSON.stringify(fault) });
  if (!reply.ok) throw new Error(`The sandbox rejected the fault: ${await reply.text()}`);
}

/** Makes all partners behave again. */
export async function clearFaults(sandboxUrl: string): Promise<void> {
  await fetch(`${sandboxUrl}/__faults`, { method: 'DELETE' });
}

/**
 * Sets the prices of the campaign's product rate plans in Zuora, so that orders collect and refund money.
 *
 * @throws ZodError when Zuora rejects one
 */
export async function pricePlans(
  sandboxUrl: string,
  { clientId, clientSecret }: SandboxCredentials['zuora'],
): Promise<void> {
  const zuora = `${sandboxUrl}/zuora`;
  const token = await requestToken(`${zuora}/oauth/token`, clientId, clientSecret);
  for (const { id, price } of Object.values(PLANS)) {
    const reply = await fetch(`${zuora}/v1/object/product-rate-plan-charge`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(flatFee(id, price)),
    });
    acceptedSchema.parse(await reply.json());
  }
}

function flatFee(productRatePlanId: string, price: number) {
  return {
    ProductRatePlanId: productRatePlanId,
    UseDiscountSpecificAccountingCode: false,
    Name: `Fee of ${productRatePlanId}`,
    ChargeType: 'Recurring',
    ChargeModel: 'Flat Fee Pricing',
    BillCycleType: 'DefaultFromCustomer',
    BillingPeriod: 'Annual',
    TriggerEvent: 'ContractEffective',
    ProductRatePlanChargeTierData: {
      ProductRatePlanChargeTier: CURRENCIES.map((Currency) => ({ Currency, Price: price })),
    },
  };
}
