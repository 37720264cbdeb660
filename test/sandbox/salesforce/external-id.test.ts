import { describe, expect, it } from 'vitest';
import { runSandbox, sender, tokenOf } from '../running-sandbox.ts';

const ROW = '/sobjects/Account/OrderKey__c/customer%2F1';

describe('upsert by external id', () => {
  it('creates, then updates the same record', async () => {
    const { salesforce, effects } = await runSandbox();
    const created = await salesforce('PATCH', ROW, { LastName: 'Lovelace' });
    expect(created).toMatchObject({ status: 201, body: { success: true, created: true } });
    const { id } = created.body as { id: string };
    const updated = await salesforce('PATCH', ROW, { LastName: 'King' });
    expect(updated).toMatchObject({ status: 200, body: { id, success: true, created: false } });
    expect((await salesforce('GET', ROW)).body).toMatchObject({ Id: id, OrderKey__c: 'customer/1', Name: 'King' });
    expect(await effects()).toMatchObject([
      { kind: 'account.created', key: 'customer/1' },
      { kind: 'account.updated', id },
    ]);
  });

  it('has no second effect when it is repeated', async () => {
    const { salesforce, effects } = await runSandbox();
    for (const _ of [1, 2]) await salesforce('PATCH', ROW, { LastName: 'Lovelace' });
    expect(await effects()).toHaveLength(1);
  });

  it('answers an update with 204 before API version 46.0', async () => {
    const { url, credentials } = await runSandbox();
    const token = await tokenOf(`${url}/salesforce/services/oauth2/token`, credentials.salesforce);
    const old = sender(`${url}/salesforce/services/data/v45.0`, `Bearer ${token}`);
    const created = await old('PATCH', ROW, { LastName: 'A' });
    expect(created.status).toBe(201);
    expect(created.body).not.toHaveProperty('created');
    expect(await old('PATCH', ROW, { LastName: 'B' })).toMatchObject({ status: 204, body: '' });
  });

  it('creates nothing with updateOnly', async () => {
    const { salesforce, effects } = await runSandbox();
    expect((await salesforce('PATCH', `${ROW}?updateOnly=true`, { LastName: 'A' })).status).toBe(404);
    expect((await salesforce('GET', ROW)).status).toBe(404);
    expect(await effects()).toEqual([]);
  });

  it('answers 300 with the candidates when two records have the id', async () => {
    const { salesforce } = await runSandbox();
    for (const LastName of ['A', 'B'])
      await salesforce('POST', '/sobjects/Account', { LastName, OrderKey__c: 'customer/1' });
    for (const method of ['PATCH', 'GET']) {
      const answer = await salesforce(method, ROW, method === 'GET' ? undefined : { LastName: 'C' });
      expect(answer).toMatchObject({ status: 300, body: [expect.any(String), expect.any(String)] });
    }
  });

  it('rejects a field that is not an external id, and the id inside the data', async () => {
    const { salesforce } = await runSandbox();
    const standard = await salesforce('PATCH', '/sobjects/Account/Phone/1', { LastName: 'A' });
    expect(standard).toMatchObject({ status: 404, body: [{ errorCode: 'NOT_FOUND' }] });
    const unknown = await salesforce('PATCH', '/sobjects/Account/Shop_Id__c/1', { LastName: 'A' });
    expect(unknown).toMatchObject({ status: 404, body: [{ errorCode: 'NOT_FOUND' }] });
    const inside = await salesforce('PATCH', ROW, { LastName: 'A', OrderKey__c: 'x' });
    expect(inside).toMatchObject({ status: 400, body: [{ errorCode: 'INVALID_FIELD' }] });
  });
});
