import type { JsonObject } from '../../../core/json.ts';
import type { PluginResult, ProbeResult } from '../../../core/plugin/define-plugin.ts';
import { readBilledAmounts } from '../api/billed-amounts.ts';
import type { ZuoraCall } from '../api/zuora-call.ts';
import { findOwnOrder, orderFields, type PlacedOrder } from '../api/zuora-order.ts';
import type { OrderAmount } from '../price/order-amount.ts';
import { amountFields } from '../price/price-output.ts';

/** What a step knows about its order besides what Zuora answers. */
export interface OrderFacts {
  /** The amount that the customer accepted. @default the order names none */
  readonly amount?: OrderAmount | undefined;
  /** What Zuora's preview billed. @default there was no preview, or an earlier attempt made it */
  readonly previewed?: number | undefined;
  /** Whether a part waits for its activation, so that the bill comes later. @default false */
  readonly isWaiting?: boolean;
  /** Days for the output, after the order is placed: `effectiveDate`, `endsOn`; `yyyy-mm-dd`. @default none */
  dates?(): JsonObject | Promise<JsonObject>;
}

/** Returns the step's result for a placed order: its numbers, days, and the amounts that Zuora billed. */
export async function placedResult(call: ZuoraCall, placed: PlacedOrder, facts: OrderFacts): Promise<PluginResult> {
  const { amount, isWaiting = false, previewed } = facts;
  const { options } = call.context;
  const billed = options.runBilling ? await readBilledAmounts(call, placed) : undefined;
  const dates = (await facts.dates?.()) ?? {};
  return {
    output: {
      ...orderFields(placed),
      ...dates,
      ...amountFields({ billed, amount, previewed, isWaiting }, options),
    },
  };
}

/** Asks Zuora whether it has the order that the step places. An order that is not placed has no effect. */
export async function probeOrder(call: ZuoraCall, facts: OrderFacts): Promise<ProbeResult> {
  const found = await findOwnOrder(call);
  if (found.applied !== true) return found;
  return { applied: true, ...(await placedResult(call, found.order, facts)) };
}
