import { describe, expect, it } from 'vitest';
import { runSandbox } from '../../running-sandbox.ts';
import { newOrder, subscribed } from '../zuora-requests.ts';

describe('the billing documents of an account', () => {
  it('are its invoices and memos', async () => {
    const sandbox = await runSandbox();
    const accountNumber = await subscribed(sandbox);
    await sandbox.zuora('POST', '/v1/orders', newOrder('S-2'));
    const memo = { accountNumber, autoPost: true, charges: [{ productRatePlanChargeId: 'charge-1', amount: 5 }] };
    await sandbox.zuora('POST', '/v1/credit-memos', memo, { 'zuora-version': '2025-08-12' });
    const { body } = await sandbox.zuora('GET', `/v1/billing-documents?accountNumber=${accountNumber}`);
    const documents = (body as { documents: { documentNumber: string }[] }).documents;
    expect(documents.toSorted((one, other) => one.documentNumber.localeCompare(other.documentNumber))).toMatchObject([
      { documentNumber: 'CM00000001', documentType: 'CreditMemo', amount: 5, balance: 5, status: 'Posted' },
      { documentNumber: 'INV00000001', documentType: 'Invoice', amount: 12, balance: 0, status: 'Posted' },
    ]);
  });

  it('need an account, and known parameters', async () => {
    const sandbox = await runSandbox();
    const accountNumber = await subscribed(sandbox);
    const missing = await sandbox.zuora('GET', '/v1/billing-documents');
    expect(missing.body).toMatchObject({ success: false, reasons: [{ code: 50000022 }] });
    const unknown = await sandbox.zuora('GET', `/v1/billing-documents?accountNumber=${accountNumber}&type=Invoice`);
    expect(unknown.body).toMatchObject({ success: false });
  });
});
