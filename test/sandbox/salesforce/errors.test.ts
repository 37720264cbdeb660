import { describe, expect, it } from 'vitest';
import { ERROR_CODES, EVENT_ERRORS, TOKEN_ERRORS } from '../../../sandbox/salesforce/error-codes.ts';
import { runSandbox } from '../running-sandbox.ts';

describe('an injected error of Salesforce', () => {
  it.each(Object.entries(ERROR_CODES))('has the status and the text of %s', async (code, { status, message }) => {
    const { addFault, effects, salesforce } = await runSandbox();
    await addFault({ partner: 'salesforce', fault: 'decline', code, times: 1 });
    const account = { Name: 'Engines' };
    const answer = await salesforce('POST', '/sobjects/Account', account);
    expect(answer).toMatchObject({ status, body: [{ errorCode: code, message }] });
    expect(await effects()).toEqual([]);
    expect((await salesforce('POST', '/sobjects/Account', account)).status).toBe(201);
  });

  it.each(Object.entries(TOKEN_ERRORS))('has the form of the token endpoint for %s', async (code, expected) => {
    const { addFault, send } = await runSandbox();
    const path = '/services/oauth2/token';
    await addFault({ partner: 'salesforce', fault: 'decline', code, path, times: 1 });
    const answer = await send('POST', `/salesforce${path}`, '');
    const body = { error: expected.error, error_description: expected.description };
    expect(answer).toMatchObject({ status: 400, body });
  });

  it.each(EVENT_ERRORS)('is inside the result of a platform event for %s, which is not published', async (code) => {
    const { addFault, effects, salesforce } = await runSandbox();
    await addFault({ partner: 'salesforce', fault: 'decline', code, times: 1 });
    const answer = await salesforce('POST', '/sobjects/i42as__OrderEvent__e', { i42as__Source__c: 'shop' });
    expect(answer).toMatchObject({ status: 201, body: { success: false, errors: [{ statusCode: code }] } });
    expect(await effects()).toEqual([]);
  });

  it('must be in the table, and belongs to a decline of Salesforce', async () => {
    const { addFault } = await runSandbox();
    const fault = { partner: 'salesforce', fault: 'decline', code: 'UNABLE_TO_LOCK_ROW', times: 1 };
    expect((await addFault(fault)).status).toBe(201);
    for (const wrong of [{ code: 'NO_SUCH_CODE' }, { fault: '503' }, { partner: 'zuora' }])
      expect(await addFault({ ...fault, ...wrong })).toMatchObject({ status: 400 });
  });
});
