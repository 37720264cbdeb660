import * as z from 'zod';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import { effectsByOrder, type Offence } from './audit.ts';
import { expectedAmounts, type SentOrder } from './expected-amounts.ts';
import type { Effect } from './sandbox-client.ts';

const moneySchema = z.object({
  kind: z.enum(['payment.collected', 'credit-memo.created', 'refund.created']),
  key: z.string(),
  amount: z.number(),
  currency: z.string(),
});

/**
 * Compares what Zuora collected, credited and refunded for each order with what the order says.
 *
 * @param sent the orders as they were sent, by id
 */
export function auditAmounts(
  orders: readonly OrderView[],
  effects: readonly Effect[],
  sent: ReadonlyMap<string, SentOrder>,
): readonly Offence[] {
  const byOrder = effectsByOrder(orders, effects);
  return [...sent].flatMap(([orderId, order]) => {
    const { cents, currency } = expectedAmounts(order);
    return (byOrder.get(orderId) ?? []).flatMap((effect): readonly Offence[] => {
      const money = moneySchema.safeParse(effect);
      if (!money.success) return [];
      const { amount, kind, ...found } = money.data;
      const expected = cents[kind];
      if (expected === Math.round(amount * 100) && found.currency === currency) return [];
      const wanted = expected === undefined ? 'nothing' : `${(expected / 100).toFixed(2)} ${currency}`;
      const detail = `${kind} moved ${amount.toFixed(2)} ${found.currency} instead of ${wanted}.`;
      return [{ orderId, offence: 'wrong amount', detail }];
    });
  });
}

/** Returns an offence for each payment of a payment run at the end: every invoice was paid, credited or written off before. */
export function auditPaymentRun(before: readonly Effect[], after: readonly Effect[]): readonly Offence[] {
  return after
    .slice(before.length)
    .filter(({ kind }) => kind === 'payment.collected')
    .map(({ accountNumber, amount, currency }) => ({
      orderId: 'none',
      offence: 'collected again' as const,
      detail: `A payment run collected ${amount} ${currency} of account ${accountNumber}.`,
    }));
}
