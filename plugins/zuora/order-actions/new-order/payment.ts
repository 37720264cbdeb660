import { giftStageOf } from '../../../../core/order/order-receiver.ts';
import type { ActionProblem } from '../../../kit/order-actions.ts';
import type { ZuoraOptions } from '../../options.ts';
import type { NewOrder } from './new-order-schema.ts';

const INVOICE = 'invoice';

/** Returns Zuora's id of the order's payment method; `undefined` for an invoice, a free order or a redeemed gift. */
export function paymentMethodId(order: NewOrder, options: ZuoraOptions): string | undefined {
  if (giftStageOf(order) === 'redemption') return undefined;
  return order.payment?.zuora?.refId ?? (paysByInvoice(order) ? options.invoicePaymentMethodId : undefined);
}

/** Reports an order that has to be paid but names no payment method. */
export function paymentProblems(order: NewOrder): readonly ActionProblem[] {
  const isFree = giftStageOf(order) === 'redemption' || order.total?.amount === 0;
  if (isFree || paysByInvoice(order) || order.payment?.zuora?.refId !== undefined) return [];
  const message = `Expected the id of a Zuora payment method for payment type ${order.payment?.type ?? 'zuora'}, found none. Send payment.zuora.refId.`;
  return [{ path: 'payment.zuora.refId', code: 'payment_method_missing', message }];
}

function paysByInvoice({ payment, paymentType }: NewOrder): boolean {
  if (payment === null || payment === undefined) return true;
  return payment.type === INVOICE || (payment.type === undefined && paymentType === INVOICE);
}
