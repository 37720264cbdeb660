import * as z from 'zod';
import type { SandboxCredentials } from '../../sandbox/sandbox.ts';
import { PLANS } from './campaign-tenant.ts';
import { CURRENCIES } from './random-order.ts';

const tokenSchema = z.object({ access_token: z.string() });

/**
 * Gives the product rate plans of the campaign their prices in Zuora, so that orders collect money and give it back.
 *
 * @throws Error Zuora refuses
 */
export async function pricePlans(sandboxUrl: string, { clientId, clientSecret }: SandboxCredentials['zuora']) {
  const zuora = `${sandboxUrl}/zuora`;
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const granted = await fetch(`${zuora}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: token } = tokenSchema.parse(await granted.json());
  for (const { id, price } of Object.values(PLANS)) {
    const reply = await fetch(`${zuora}/v1/object/product-rate-plan-charge`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(flatFee(id, price)),
    });
    z.object({ Success: z.literal(true) }).parse(await reply.json());
  }
}

const flatFee = (productRatePlanId: string, price: number) => ({
  ProductRatePlanId: productRatePlanId,
  Name: `Fee of ${productRatePlanId}`,
  ChargeType: 'Recurring',
  ChargeModel: 'Flat Fee Pricing',
  BillCycleType: 'DefaultFromCustomer',
  BillingPeriod: 'Annual',
  TriggerEvent: 'ContractEffective',
  ProductRatePlanChargeTierData: {
    ProductRatePlanChargeTier: CURRENCIES.map((Currency) => ({ Currency, Price: price })),
  },
});
