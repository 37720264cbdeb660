import type { Collection, Transaction } from '../../state/transaction.ts';
import type { Units } from '../money.ts';
import { type Credit, type Receivable, unappliedAmount } from './documents.ts';

/** Records a payment or credit memo, and an invoice or debit memo that it pays. */
export interface Applied {
  readonly credit: Credit;
  readonly receivable: Receivable;
}

/** Pays an amount of an invoice or debit memo with a payment or credit memo. The caller checks that both have it. */
export function apply(credit: Credit, receivable: Receivable, amount: Units): Applied {
  return {
    credit: { ...credit, applications: [...credit.applications, { number: receivable.number, amount }] },
    receivable: { ...receivable, balance: receivable.balance - amount },
  };
}

/** Takes an amount back from an invoice or debit memo, which is open again by it. The caller checks that it was applied. */
export function unapply(credit: Credit, receivable: Receivable, amount: Units): Applied {
  let left = amount;
  const applications = credit.applications.flatMap((application) => {
    if (application.number !== receivable.number) return [application];
    const taken = Math.min(left, application.amount);
    left -= taken;
    return taken === application.amount ? [] : [{ ...application, amount: application.amount - taken }];
  });
  return { credit: { ...credit, applications }, receivable: { ...receivable, balance: receivable.balance + amount } };
}

/** Pays an invoice with what is left of the account's posted credit memos or payments, oldest first, and returns it. */
export function applyAll(
  transaction: Transaction,
  invoices: Collection<Receivable>,
  credits: Collection<Credit>,
  invoice: Receivable,
): Receivable {
  let open = invoice;
  for (const credit of [...transaction.all(credits)]) {
    const isUsable = credit.accountNumber === invoice.accountNumber && ['Posted', 'Processed'].includes(credit.status);
    const amount = isUsable ? Math.min(unappliedAmount(credit), open.balance) : 0;
    if (amount <= 0) continue;
    const applied = apply(credit, open, amount);
    open = applied.receivable;
    transaction.put(credits, credit.number, applied.credit);
    transaction.put(invoices, open.number, open);
  }
  return open;
}
