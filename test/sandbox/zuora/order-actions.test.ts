import { describe, expect, it } from 'vitest';
import { type RunningSandbox, runSandbox } from '../running-sandbox.ts';
import { changeOrder, newOrder, ratePlan, subscribed } from './zuora-requests.ts';

interface Shown {
  readonly status: string;
  readonly version: number;
  readonly ratePlans: { id: string; productRatePlanId: string; lastChangeType: string; ratePlanCharges: object[] }[];
}

async function started() {
  const running = await runSandbox();
  const accountNumber = await subscribed(running);
  const change = (...actions: object[]) =>
    running.zuora('POST', '/v1/orders', changeOrder(accountNumber, 'S-1', actions));
  return { ...running, accountNumber, change };
}

const shown = async ({ zuora }: Pick<RunningSandbox, 'zuora'>) =>
  (await zuora('GET', '/v1/subscriptions/S-1')).body as Shown;

const cancel = (cancelSubscription: object) => ({ type: 'CancelSubscription', cancelSubscription });

describe('order actions', () => {
  it('switch a product: terms, remove and add in one order', async () => {
    const { change, effects, ...running } = await started();
    const [plan] = (await shown(running)).ratePlans;
    const answer = await change(
      {
        type: 'TermsAndConditions',
        termsAndConditions: { lastTerm: { termType: 'TERMED', period: 1, periodType: 'Month' } },
      },
      { type: 'RemoveProduct', removeProduct: { ratePlanId: plan?.id } },
      { type: 'AddProduct', addProduct: ratePlan('premium', 20) },
    );
    // The new term ends before the change, so 335 days of the year are credited and nothing is charged.
    expect(answer.body).toMatchObject({ success: true, creditMemoNumbers: ['CM00000001'] });
    const after = await shown(running);
    expect(after).toMatchObject({ version: 4, currentTerm: 1, termEndDate: '2026-04-02' });
    expect(after.ratePlans).toMatchObject([
      { productRatePlanId: 'monthly', lastChangeType: 'Remove' },
      { productRatePlanId: 'premium', lastChangeType: 'Add' },
    ]);
    const changed = (await effects()).filter(({ kind }) => kind === 'subscription.changed');
    expect(changed).toMatchObject([{ actions: ['TermsAndConditions', 'RemoveProduct', 'AddProduct'] }]);
  });

  it('change a plan in one action', async () => {
    const { change, ...running } = await started();
    const [plan] = (await shown(running)).ratePlans;
    const changePlan = { ratePlanId: plan?.id, newProductRatePlan: ratePlan('premium', 20) };
    expect((await change({ type: 'ChangePlan', changePlan })).body).toMatchObject({
      success: true,
      paidAmount: '7.35',
    });
    expect((await shown(running)).ratePlans.map(({ lastChangeType }) => lastChangeType)).toEqual(['Remove', 'Add']);
  });

  it('update a product without an invoice', async () => {
    const { change, ...running } = await started();
    const [plan] = (await shown(running)).ratePlans;
    const answer = await change({ type: 'UpdateProduct', updateProduct: { ratePlanId: plan?.id } });
    expect(answer.body).toMatchObject({ success: true });
    expect(answer.body).not.toHaveProperty('paymentNumber');
    expect((await shown(running)).ratePlans).toMatchObject([{ lastChangeType: 'Update' }]);
  });

  it('renew by another term', async () => {
    const { change, ...running } = await started();
    expect((await change({ type: 'RenewSubscription' })).body).toMatchObject({ success: true, paidAmount: '12.00' });
    expect(await shown(running)).toMatchObject({ termStartDate: '2027-03-02', termEndDate: '2028-03-02' });
  });

  it('cancel at the end of the term, and once only', async () => {
    const { change, effects, ...running } = await started();
    const atEnd = cancel({ cancellationPolicy: 'EndOfCurrentTerm' });
    const answer = await change(atEnd);
    expect(answer.body).toMatchObject({ success: true });
    expect(answer.body).not.toHaveProperty('creditMemoNumbers');
    expect(await shown(running)).toMatchObject({ subscriptionEndDate: '2027-03-02' });
    expect((await change(atEnd)).body).toMatchObject({ success: false, reasons: [{ code: 53100030 }] });
    expect((await effects()).filter(({ kind }) => kind === 'subscription.cancelled')).toHaveLength(1);
  });

  it('cancel on a past date, credit the unused time, and refund it when asked to', async () => {
    const { accountNumber, zuora, effects } = await started();
    const action = cancel({ cancellationPolicy: 'SpecificDate', cancellationEffectiveDate: '2026-03-02' });
    const order = changeOrder(accountNumber, 'S-1', [action]);
    const processingOptions = { runBilling: true, refund: true, refundAmount: 12 };
    const answer = await zuora('POST', '/v1/orders', { ...order, processingOptions });
    const refunds = [{ number: 'R-00000001', status: 'Success' }];
    expect(answer.body).toMatchObject({ success: true, creditMemoNumbers: ['CM00000001'], refunds });
    expect(await effects()).toContainEqual(expect.objectContaining({ kind: 'refund.created', amount: 12 }));
    const memo = await zuora('POST', '/v1/credit-memos/CM00000001/refunds', { type: 'Electronic', totalAmount: 1 });
    expect(memo.body).toMatchObject({ success: false });
  });

  it('refund no more than the credit memo, and report it without failing the order', async () => {
    const { accountNumber, zuora, effects } = await started();
    const action = cancel({ cancellationPolicy: 'SpecificDate', cancellationEffectiveDate: '2026-03-02' });
    const order = changeOrder(accountNumber, 'S-1', [action]);
    const undecided = await zuora('POST', '/v1/orders', {
      ...order,
      processingOptions: { runBilling: true, refund: true },
    });
    expect(undecided.body).toMatchObject({ success: false, reasons: [{ code: 50000022 }] });
    const processingOptions = { runBilling: true, refund: true, refundAmount: 13 };
    const answer = await zuora('POST', '/v1/orders', { ...order, processingOptions });
    expect(answer.body).toMatchObject({ success: true, refunds: [{ status: 'Error' }] });
    expect((await effects()).map(({ kind }) => kind)).not.toContain('refund.created');
  });

  it('change the quantity of a charge by its number, and bill the rest of the period', async () => {
    const { change, ...running } = await started();
    await change({ type: 'AddProduct', addProduct: { productRatePlanId: 'seats' } });
    const [, plan] = (await shown(running)).ratePlans;
    const [charge] = plan?.ratePlanCharges ?? [];
    expect(charge).toMatchObject({
      number: 'C-00000002',
      productRatePlanChargeId: 'seats-charge',
      quantity: 1,
      price: 2,
    });
    const update = (chargeNumber: string, pricing: object) =>
      change({
        type: 'UpdateProduct',
        updateProduct: {
          ratePlanId: plan?.id,
          specificUpdateDate: '2026-10-01',
          chargeUpdates: [{ chargeNumber, pricing }],
        },
      });
    const seats = { recurringPerUnit: { quantity: 4 } };
    expect((await update('C-9', seats)).body).toMatchObject({ success: false, reasons: [{ code: 53100040 }] });
    const unfitting = { recurringFlatFee: { listPrice: 4 } };
    expect((await update('C-00000002', unfitting)).body).toMatchObject({
      success: false,
      reasons: [{ code: 50000020 }],
    });
    // From 1 October, 152 of the 365 days are for three more seats; the first seat was billed before.
    expect((await update('C-00000002', seats)).body).toMatchObject({ success: true, paidAmount: '2.49' });
    expect((await shown(running)).ratePlans[1]?.ratePlanCharges).toMatchObject([{ quantity: 4 }]);
  });

  it('do not change a cancelled subscription', async () => {
    const { change, ...running } = await started();
    await change(cancel({ cancellationPolicy: 'SpecificDate', cancellationEffectiveDate: '2026-03-02' }));
    expect(await shown(running)).toMatchObject({ status: 'Cancelled' });
    for (const type of ['RenewSubscription', 'AddProduct']) {
      const answer = await change({ type, addProduct: ratePlan('premium', 20) });
      expect(answer.body).toMatchObject({ success: false, reasons: [{ code: 53100030 }] });
    }
  });

  it('suspend and resume, each only from the right status', async () => {
    const { change, ...running } = await started();
    const suspend = { type: 'Suspend', suspend: { suspendPolicy: 'Today' } };
    const resume = { type: 'Resume', resume: { resumePolicy: 'Today' } };
    expect((await change(resume)).body).toMatchObject({ success: false });
    expect((await change(suspend)).body).toMatchObject({ success: true });
    expect((await shown(running)).status).toBe('Suspended');
    expect((await change(suspend)).body).toMatchObject({ success: false });
    expect((await change(resume)).body).toMatchObject({ success: true });
    expect((await shown(running)).status).toBe('Active');
  });

  it('transfer a subscription to another existing account', async () => {
    const { change, zuora, ...running } = await started();
    const { body } = await zuora('POST', '/v1/orders', newOrder('S-2'));
    const { accountNumber: destinationAccountNumber } = body as { accountNumber: string };
    const transfer = (ownerTransfer: object) => change({ type: 'OwnerTransfer', ownerTransfer });
    expect((await transfer({ destinationAccountNumber: 'A99' })).body).toMatchObject({ reasons: [{ code: 50000040 }] });
    expect((await transfer({ destinationAccountNumber })).body).toMatchObject({ success: true });
    expect(await shown({ ...running, zuora })).toMatchObject({ accountNumber: destinationAccountNumber });
    const list = await zuora('GET', `/v1/subscriptions/accounts/${destinationAccountNumber}`);
    expect(list.body).toMatchObject({
      success: true,
      subscriptions: [{ subscriptionNumber: 'S-1' }, { subscriptionNumber: 'S-2' }],
    });
  });

  it('reject a rate plan that the subscription does not have, and a cancellation without its date', async () => {
    const { change } = await started();
    const remove = await change({ type: 'RemoveProduct', removeProduct: { ratePlanId: 'nope' } });
    expect(remove.body).toMatchObject({ success: false, reasons: [{ code: 53100040 }] });
    const undated = await change(cancel({ cancellationPolicy: 'SpecificDate' }));
    expect(undated.body).toMatchObject({ success: false, reasons: [{ code: 50000022 }] });
  });

  it('find a rate plan by its unique token', async () => {
    const { change, ...running } = await started();
    await change({ type: 'AddProduct', addProduct: { ...ratePlan('extra', 3), uniqueToken: 'extra' } });
    const answer = await change({ type: 'RemoveProduct', removeProduct: { uniqueToken: 'extra' } });
    expect(answer.body).toMatchObject({ success: true, creditMemoNumbers: ['CM00000001'] });
    expect((await shown(running)).ratePlans[1]).toMatchObject({ productRatePlanId: 'extra', lastChangeType: 'Remove' });
  });
});
