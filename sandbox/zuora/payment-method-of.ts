import type { Transaction } from '../state/transaction.ts';
import { notFound } from './errors.ts';
import { type PaymentMethod, paymentMethods } from './records.ts';

const INTERNAL_ID = /^[0-9a-f]{32}$/;

/**
 * The payment method with this id. Hosted payment pages are not part of the sandbox: an id of 32 hexadecimal digits that
 * nobody made here counts as one that a customer made on such a page, an orphan. Refuses every other unknown id.
 */
export function paymentMethodOf(transaction: Transaction, id: string): PaymentMethod {
  const known = transaction.get(paymentMethods, id);
  if (known !== undefined) return known;
  if (!INTERNAL_ID.test(id)) throw notFound(id);
  return { id, type: 'CreditCardReferenceTransaction', accountNumber: null };
}
