import * as z from 'zod';
import { pathSegment } from '../../../core/plugin/path-segment.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import { listRecords } from './list-records.ts';
import { readRecord } from './record.ts';
import type { ZuoraCall } from './zuora-call.ts';

const createdDate = z.string().default('');
const decimal = z.coerce.number();

const invoiceSchema = z.object({
  amount: decimal,
  balance: decimal,
  paymentAmount: decimal.nullish(),
  creditMemoAmount: decimal.nullish(),
  currency: z.string().nullish(),
  createdDate,
});
const memoSchema = z.object({
  amount: decimal,
  refundAmount: decimal.nullish(),
  currency: z.string().nullish(),
  createdDate,
});
const itemsSchema = z.object({ invoiceItems: z.array(z.object({ subscriptionName: z.string().nullish() })).nullish() });
const ordersSchema = z.object({ orders: z.array(z.object({ createdDate })) });
const documentSchema = z.object({
  documentNumber: z.string(),
  documentType: z.string(),
  documentDate: z.string().nullish(),
});

/** An invoice, with what was paid of it. */
export type Invoice = z.output<typeof invoiceSchema>;
/** A credit memo, with what was refunded of it. */
export type Memo = z.output<typeof memoSchema>;

/** Reads an invoice ("API Reference", Invoices, Retrieve an invoice). */
export function readInvoice(call: ZuoraCall, number: string): Promise<Invoice> {
  const path = `/v1/invoices/${pathSegment(number)}`;
  return readRecord(call, {
    path,
    schema: invoiceSchema,
    doing: `read invoice ${number}`,
    missingCode: 'invoice_not_found',
  });
}

/** Reads a credit memo ("API Reference", Credit memos, Retrieve a credit memo). */
export function readMemo(call: ZuoraCall, number: string): Promise<Memo> {
  const path = `/v1/credit-memos/${pathSegment(number)}`;
  return readRecord(call, {
    path,
    schema: memoSchema,
    doing: `read credit memo ${number}`,
    missingCode: 'credit_memo_not_found',
  });
}

/** The order whose documents are looked for. */
export interface BilledOrder {
  readonly accountNumber: string;
  readonly subscriptionNumbers: readonly string[];
  /** When Zuora created the order, in its own format. */
  readonly createdDate?: string | undefined;
}

/** The numbers of an order's documents. */
export interface DocumentNumbers {
  readonly invoiceNumbers: readonly string[];
  readonly creditMemoNumbers: readonly string[];
}

/** Zuora ends a request after 120 seconds ("Developer Center", Rate limits), and bills an order in the request that creates it. */
const LONGEST_REQUEST_MS = 120_000;

/**
 * Finds the invoices and credit memos that an order created, after its answer was lost ("API Reference", Billing documents, List
 * billing documents for an account; Invoices, List all items of an invoice).
 *
 * No record in Zuora leads from an order to its documents, so these are the documents of its account that were created in the
 * time that the order took, before the next order of its subscription. Of the invoices, only those with an item of its
 * subscriptions count.
 */
export async function findDocuments(call: ZuoraCall, order: BilledOrder): Promise<DocumentNumbers> {
  const period = await periodOf(call, order);
  const documents = await listRecords(call, {
    path: '/v1/billing-documents',
    query: { accountNumber: order.accountNumber },
    field: 'documents',
    item: documentSchema,
    doing: `list the billing documents of account ${order.accountNumber}`,
    missingCode: 'account_not_found',
  });
  const found = { Invoice: [] as string[], CreditMemo: [] as string[] };
  for (const { documentNumber, documentType } of documents) {
    if (documentType === 'Invoice' && (await isOfOrder(call, order, period, documentNumber))) {
      found.Invoice.unshift(documentNumber);
    } else if (documentType === 'CreditMemo') {
      const memo = await readMemo(call, documentNumber);
      if (isIn(period, memo)) found.CreditMemo.unshift(documentNumber);
    }
  }
  return { invoiceNumbers: found.Invoice, creditMemoNumbers: found.CreditMemo };
}

async function isOfOrder(call: ZuoraCall, order: BilledOrder, period: Period, number: string): Promise<boolean> {
  if (!isIn(period, await readInvoice(call, number))) return false;
  const { invoiceItems } = await readRecord(call, {
    path: `/v1/invoices/${pathSegment(number)}/items`,
    schema: itemsSchema,
    doing: `list the items of invoice ${number}`,
    missingCode: 'invoice_not_found',
  });
  return (invoiceItems ?? []).some(({ subscriptionName }) =>
    order.subscriptionNumbers.includes(subscriptionName ?? ''),
  );
}

/** In milliseconds since 1970. */
interface Period {
  readonly from: number;
  readonly to: number;
}

async function periodOf(
  call: ZuoraCall,
  { createdDate: created = '', subscriptionNumbers }: BilledOrder,
): Promise<Period> {
  const [subscriptionNumber] = subscriptionNumbers;
  const from = instantOf(created);
  const last = from + LONGEST_REQUEST_MS;
  if (subscriptionNumber === undefined) return { from, to: last };
  const { orders } = await readRecord(call, {
    path: `/v1/orders/subscription/${pathSegment(subscriptionNumber)}`,
    schema: ordersSchema,
    doing: `list the orders of subscription ${subscriptionNumber}`,
    missingCode: 'subscription_not_found',
  });
  const later = orders.map((order) => instantOf(order.createdDate)).filter((instant) => instant > from);
  return { from, to: Math.min(last, ...later) };
}

function isIn({ from, to }: Period, document: { readonly createdDate: string }): boolean {
  const created = instantOf(document.createdDate);
  return created >= from && created < to;
}

/** All dates of a tenant have the same format and time zone, `yyyy-mm-dd hh:mm:ss` or ISO 8601. */
function instantOf(date: string): number {
  return Date.parse(date.replace(' ', 'T'));
}

/** Returns documents as fields of an output; empty lists are left out. */
export function documentFields({ creditMemoNumbers, invoiceNumbers }: DocumentNumbers) {
  return definedFields({
    invoiceNumbers: invoiceNumbers.length > 0 ? [...invoiceNumbers] : undefined,
    creditMemoNumbers: creditMemoNumbers.length > 0 ? [...creditMemoNumbers] : undefined,
  });
}
