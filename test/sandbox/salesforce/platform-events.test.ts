import { describe, expect, it } from 'vitest';
import { runSandbox } from '../running-sandbox.ts';

const EVENT = '/sobjects/i42as__OrderEvent__e';

describe('platform events', () => {
  it('are published, and published again when they are sent twice', async () => {
    const { salesforce, effects } = await runSandbox();
    const event = { i42as__OrderNumber__c: 'REF-1', i42as__OrderType__c: 'NEW_ORDER' };
    for (const _ of [1, 2]) {
      const answer = await salesforce('POST', EVENT, event, { 'idempotency-key': 'same' });
      const queued = {
        statusCode: 'OPERATION_ENQUEUED',
        message: expect.stringMatching(/^[0-9a-f-]{36}$/),
        fields: [],
      };
      expect(answer).toMatchObject({ status: 201, body: { success: true, errors: [queued] } });
    }
    const published = { kind: 'platform-event.published', key: 'REF-1', event: 'i42as__OrderEvent__e', fields: event };
    expect(await effects()).toMatchObject([published, published]);
  });

  it('are identified by their own id without an order number', async () => {
    const { salesforce, effects } = await runSandbox();
    await salesforce('POST', EVENT, { i42as__Source__c: 'shop' });
    const [effect] = await effects();
    expect(effect?.key).toBe(effect?.uuid);
  });

  it('are rejected when the org does not define them', async () => {
    const { salesforce } = await runSandbox();
    const answer = await salesforce('POST', '/sobjects/Other_Event__e', { Source__c: 'shop' });
    expect(answer).toMatchObject({ status: 404, body: [{ errorCode: 'NOT_FOUND' }] });
  });

  it.each([
    ['no object', '[]', 'JSON_PARSER_ERROR'],
    ['a field that the event lacks', { Source__c: 'shop' }, 'INVALID_FIELD'],
    ['a long text', { i42as__Source__c: 'x'.repeat(41) }, 'STRING_TOO_LONG'],
  ])('are rejected with %s', async (_, body, errorCode) => {
    const { salesforce, effects } = await runSandbox();
    expect(await salesforce('POST', EVENT, body)).toMatchObject({ status: 400, body: [{ errorCode }] });
    expect(await effects()).toEqual([]);
  });
});
