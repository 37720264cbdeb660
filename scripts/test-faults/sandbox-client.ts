import * as z from 'zod';
import type { SandboxCredentials } from '../../sandbox/sandbox.ts';
import { requestToken } from './access-token.ts';
import { PLANS } from './campaign-tenant.ts';
import { CURRENCIES } from './random-order.ts';

const acceptedSchema = z.object({ Success: z.literal(true) });

/**
 * Gives the product rate plans of the campaign their prices in Zuora, so that orders collect money and give it back.
 *
 * @throws ZodError Zuora refuses
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
