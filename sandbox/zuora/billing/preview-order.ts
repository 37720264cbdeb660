import type { Call } from '../../server/route.ts';
import { accountByKey } from '../accounts.ts';
import { addPeriods, dayOf } from '../calendar.ts';
import { toAmount } from '../money.ts';
import type { PreviewOptions } from '../order-schema.ts';
import type { Subscription } from '../records.ts';
import { endOf } from '../subscription-status.ts';
import type { DocumentItem } from './bill-subscription.ts';
import { type BillingDocument, billingOf } from './billing-documents.ts';
import { afterPeriods } from './periods.ts';

/** Returns `previewResult`: what billing the subscriptions of an order through a day would put on invoices and credit memos. */
export function previewOrder(call: Call, changed: readonly Subscription[], options: PreviewOptions): object {
  if (!options.previewTypes.includes('BillingDocs')) return {};
  const { documents } = billingOf(changed, (subscription) => previewThrough(call, subscription, options));
  return {
    invoices: documents
      .filter(({ amount }) => amount >= 0)
      .map((document) => documentView(call, document, 'invoiceItems')),
    creditMemos: documents
      .filter(({ amount }) => amount < 0)
      .map((document) => documentView(call, document, 'creditMemoItems')),
  };
}

function previewThrough({ transaction }: Call, subscription: Subscription, options: PreviewOptions): string {
  const { previewNumberOfPeriods = 1, previewThruType, specificPreviewThruDate } = options;
  const today = dayOf(transaction.now);
  if (previewThruType === 'SpecificDate') return specificPreviewThruDate ?? today;
  if (previewThruType === 'TermEnd') return endOf(subscription) ?? today;
  const ends = subscription.ratePlans
    .flatMap(({ charges }) => charges.filter(({ type }) => type === 'Recurring'))
    .map((charge) => afterPeriods(charge, charge.segments[0]?.from ?? today, previewNumberOfPeriods) ?? today);
  return addPeriods(ends.toSorted()[0] ?? today, -1, 'Day');
}

/** Source: zuora-sdk 3.21.0, `PreviewOrderResultInvoices` and `PreviewOrderResultCreditMemos`. */
function documentView(call: Call, document: BillingDocument, itemsName: string): object {
  const { currency } = accountByKey(call.transaction, document.accountNumber);
  const amount = toAmount(document.amount, currency);
  return {
    amount,
    amountWithoutTax: amount,
    taxAmount: 0,
    targetDate: document.targetDate,
    [itemsName]: document.items.map((item) => previewItem(item, currency)),
  };
}

/** Source: zuora-sdk 3.21.0, `InvoiceItemPreviewResult`. */
function previewItem(item: DocumentItem, currency: string): object {
  const amount = toAmount(item.amount, currency);
  return {
    subscriptionNumber: item.subscriptionNumber,
    chargeName: item.chargeName,
    chargeNumber: item.chargeNumber,
    productRatePlanChargeId: item.productRatePlanChargeId,
    processingType: item.appliedTo === null ? 'Charge' : 'Discount',
    serviceStartDate: item.from,
    serviceEndDate: addPeriods(item.to, -1, 'Day'),
    amountWithoutTax: amount,
    taxAmount: 0,
    additionalInfo: { quantity: item.quantity },
  };
}
