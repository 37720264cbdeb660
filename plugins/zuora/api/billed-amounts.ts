import { isPluginError } from '../../../core/errors/plugin-errors.ts';
import { roundMoney } from '../../../core/money.ts';
import { CalloutNoReply, CalloutNotSent } from '../../../core/plugin/plugin-http.ts';
import { type DocumentNumbers, findDocuments, type Invoice, readInvoice, readMemo } from './billing-documents.ts';
import type { ZuoraCall } from './zuora-call.ts';
import type { PlacedOrder } from './zuora-order.ts';

/** What an order billed, collected, credited and refunded in Zuora, taxes included. None is below zero. */
export interface BilledAmounts extends DocumentNumbers {
  readonly billed: number;
  readonly collected: number;
  readonly credited: number;
  readonly refunded: number;
  /** Currency of the documents; `undefined` if there are none. */
  readonly currency: string | undefined;
}

/**
 * Reads what an order billed, from the documents that its answer names or else from those of its account.
 *
 * The order has its effect, so a failure to read must not look like a failure of the order.
 *
 * @returns `undefined` if Zuora did not tell; the log says why
 */
export async function readBilledAmounts(call: ZuoraCall, placed: PlacedOrder): Promise<BilledAmounts | undefined> {
  try {
    return await readAmounts(call, placed);
  } catch (error) {
    if (!isPluginError(error) && !(error instanceof CalloutNoReply || error instanceof CalloutNotSent)) throw error;
    call.context.log.warn('The order is placed, but the amounts that Zuora billed could not be read', {
      orderNumber: placed.orderNumber,
      error: error.message,
    });
    return undefined;
  }
}

async function readAmounts(call: ZuoraCall, placed: PlacedOrder): Promise<BilledAmounts> {
  const isFound = placed.createdDate !== undefined;
  const { creditMemoNumbers = [], invoiceNumbers = [], paidAmount } = placed;
  const numbers = isFound ? await findDocuments(call, placed) : { creditMemoNumbers, invoiceNumbers };
  const invoices: Invoice[] = [];
  for (const number of numbers.invoiceNumbers) invoices.push(await readInvoice(call, number));
  const memos: Awaited<ReturnType<typeof readMemo>>[] = [];
  for (const number of numbers.creditMemoNumbers) memos.push(await readMemo(call, number));
  const currency = [...invoices, ...memos].map((document) => document.currency ?? undefined).find(Boolean);
  const sum = (amounts: readonly number[]) =>
    roundMoney(
      amounts.reduce((total, amount) => total + amount, 0),
      currency,
    );
  return {
    ...numbers,
    billed: sum(invoices.map(({ amount }) => amount)),
    collected: isFound ? sum(invoices.map(paidOf)) : sum([Number(paidAmount ?? 0)]),
    credited: sum(memos.map(({ amount }) => amount)),
    refunded: sum(memos.map(({ refundAmount }) => refundAmount ?? 0)),
    currency,
  };
}

function paidOf({ amount, balance, creditMemoAmount, paymentAmount }: Invoice): number {
  return Math.abs(paymentAmount ?? amount - balance - Math.abs(creditMemoAmount ?? 0));
}
