import { describe, expect, it } from 'vitest';
import { runSandbox } from '../running-sandbox.ts';
import { changeOrder, ratePlan, subscribed } from './zuora-requests.ts';

const ADD = { type: 'AddProduct', addProduct: ratePlan('extra', 3) };

describe('a list of Zuora', () => {
  it.each([
    ['the orders of a subscription', '/v1/orders/subscription/S-1', 'orders'],
    ['payments', '/v1/payments', 'payments'],
  ])('of %s has at most 40 records, and the address of the next page', async (_, path, field) => {
    const running = await runSandbox();
    const account = await subscribed(running);
    for (let count = 1; count < 43; count += 1) {
      const change = changeOrder(account, 'S-1', [ADD]);
      expect((await running.zuora('POST', '/v1/orders', change)).body).toMatchObject({ success: true });
    }
    const first = (await running.zuora('GET', `${path}?pageSize=40`)).body as Record<string, unknown[]>;
    expect(first[field]).toHaveLength(40);
    const address = String(first.nextPage);
    expect(address.startsWith(`${running.url}/zuora${path}?`)).toBe(true);
    const second = await running.zuora('GET', address.slice(`${running.url}/zuora`.length));
    expect((second.body as Record<string, unknown[]>)[field]).toHaveLength(3);
    expect(second.body).not.toHaveProperty('nextPage');
    expect(((await running.zuora('GET', path)).body as Record<string, unknown[]>)[field]).toHaveLength(20);
    expect((await running.zuora('GET', `${path}?pageSize=41`)).body).toMatchObject({ reasons: [{ code: 50000020 }] });
  });
});
