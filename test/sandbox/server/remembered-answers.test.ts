import { describe, expect, it } from 'vitest';
import { runSandbox, sender, tokenOf } from '../running-sandbox.ts';

const HOUR_MS = 3_600_000;
const KEY = { 'idempotency-key': 'order-1#step' };
const CHARGE = { accountNumber: 'A00000001', totalAmount: 1, effectiveDate: '2026-03-02' };

/** A sandbox whose clock the test moves, with a Zuora token for the current hour. */
async function movableSandbox() {
  let at = Date.parse('2026-03-02T09:30:00.000Z');
  const running = await runSandbox({ now: () => new Date(at) });
  const zuora = async (...request: Parameters<typeof running.zuora>) => {
    const token = await tokenOf(`${running.url}/zuora/oauth/token`, running.credentials.zuora);
    return sender(`${running.url}/zuora`, `Bearer ${token}`)(...request);
  };
  return {
    ...running,
    zuora,
    pass(hours: number) {
      at += hours * HOUR_MS;
    },
  };
}

describe('provisioning', () => {
  it('recognises the repeat of a success for 24 hours, and then carries it out again', async () => {
    const { effects, pass, provisioning } = await movableSandbox();
    const grant = () => provisioning('POST', '/orders', { id: 'order-1', owner: 'id-1' }, KEY);
    const count = async () => (await effects()).filter(({ kind }) => kind === 'callout.received').length;
    const first = await grant();
    pass(23.9);
    expect(await grant()).toMatchObject({ status: first.status, body: first.body });
    expect(await count()).toBe(1);
    pass(0.1);
    expect((await grant()).status).toBe(first.status);
    expect(await count()).toBe(2);
  });

  it('processes a rejected request anew', async () => {
    const { addFault, provisioning } = await movableSandbox();
    await addFault({ partner: 'provisioning', path: '/orders', fault: 'decline', times: 1 });
    const order = () => provisioning('POST', '/orders', { id: 'order-1', owner: 'id-1' }, KEY);
    expect((await order()).status).toBeGreaterThanOrEqual(400);
    expect((await order()).status).toBeLessThan(300);
  });
});

describe('zuora', () => {
  it('repeats a rejection for 24 hours, and then processes the request anew', async () => {
    const { pass, zuora } = await movableSandbox();
    const version = { ...KEY, 'zuora-version': '2025-08-12' };
    const create = () => zuora('POST', '/v1/credit-memos', CHARGE, version);
    const first = await create();
    expect(first.status).toBeGreaterThanOrEqual(400);
    const processId = ({ body }: Awaited<ReturnType<typeof create>>) => (body as { processId: string }).processId;
    pass(23.9);
    expect(processId(await create())).toBe(processId(first));
    pass(0.1);
    expect(processId(await create())).not.toBe(processId(first));
  });

  it('lets a token expire by the same clock', async () => {
    const { credentials, pass, url } = await movableSandbox();
    const token = await tokenOf(`${url}/zuora/oauth/token`, credentials.zuora);
    const read = () => sender(`${url}/zuora`, `Bearer ${token}`)('GET', '/v1/accounts/A1');
    expect((await read()).body).not.toMatchObject({ reasons: [{ message: expect.stringContaining('sign in') }] });
    pass(2);
    expect((await read()).body).toMatchObject({ reasons: [{ message: expect.stringContaining('sign in') }] });
  });
});
