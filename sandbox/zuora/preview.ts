import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import { orderSchema } from './order-schema.ts';
import { processOrder } from './process-order.ts';
import { requestBody } from './request-body.ts';

function preview(call: Call): Reply {
  const order = requestBody(call.request.body, orderSchema);
  const { amount, subscriptions } = processOrder(call, order);
  const document = { amount, amountWithoutTax: amount, taxAmount: 0, targetDate: order.orderDate };
  const items = subscriptions.map(({ subscriptionNumber }) => ({
    subscriptionNumber,
    serviceStartDate: order.orderDate,
  }));
  const previewResult =
    amount < 0
      ? { invoices: [], creditMemos: [{ ...document, creditMemoItems: items }] }
      : { invoices: [{ ...document, invoiceItems: items }], creditMemos: [] };
  return { status: 200, body: { success: true, previewResult } };
}

/**
 * `POST /v1/orders/preview` works an order out and keeps nothing; an amount below zero comes as a credit memo.
 * Source: Zuora v1 API reference, "Preview an order".
 */
export const previewRoute: Route = { method: 'POST', pattern: '/v1/orders/preview', kind: 'read', handle: preview };
