import { describe, expect, it } from 'vitest';
import { runSandbox, tokenOf } from '../running-sandbox.ts';

const ADA = { FirstName: 'Ada', LastName: 'Lovelace', PersonEmail: 'ada@example.org' };

describe('sobjects', () => {
  it('creates a person account with its contact and returns it', async () => {
    const { salesforce, effects } = await runSandbox();
    const created = await salesforce('POST', '/sobjects/Account', { ...ADA, Order__c: 'one' });
    expect(created).toMatchObject({ status: 201, body: { success: true, errors: [] } });
    const { id } = created.body as { id: string };
    expect(id).toMatch(/^001[A-Za-z0-9]{15}$/);

    const shown = await salesforce('GET', `/sobjects/Account/${id}`);
    const contact = { IsPersonAccount: true, PersonContactId: expect.stringMatching(/^003.{15}$/), Order__c: 'one' };
    expect(shown.body).toMatchObject({ attributes: { type: 'Account' }, Id: id, Name: 'Ada Lovelace', ...contact });
    expect(await effects()).toMatchObject([
      { partner: 'salesforce', kind: 'account.created', key: 'ada@example.org', id },
    ]);
  });

  it('creates a business account and a contact in it', async () => {
    const { salesforce, effects } = await runSandbox();
    const account = await salesforce('POST', '/sobjects/Account', { Name: 'Engines Ltd', BillingPostalCode: 'N1' });
    const { id: AccountId } = account.body as { id: string };
    const contact = await salesforce('POST', '/sobjects/Contact', {
      LastName: 'Babbage',
      Email: 'cb@example.org',
      AccountId,
    });
    const { id } = contact.body as { id: string };
    expect(id).toMatch(/^003/);
    const shown = await salesforce('GET', `/sobjects/Contact/${id}?fields=Email,AccountId,Title`);
    expect(shown.body).toMatchObject({ Id: id, Email: 'cb@example.org', AccountId, Title: null });
    expect((await effects()).map(({ kind }) => kind)).toEqual(['account.created', 'contact.created']);
  });

  it('updates a record once: the same update again changes nothing', async () => {
    const { salesforce, effects } = await runSandbox();
    const { body } = await salesforce('POST', '/sobjects/Account', ADA);
    const { id } = body as { id: string };
    for (const _ of [1, 2]) {
      expect((await salesforce('PATCH', `/sobjects/Account/${id}`, { Phone: '123' })).status).toBe(204);
    }
    expect((await salesforce('GET', `/sobjects/Account/${id}`)).body).toMatchObject({
      Phone: '123',
      Name: 'Ada Lovelace',
    });
    const updates = (await effects()).filter(({ kind }) => kind === 'account.updated');
    expect(updates).toMatchObject([{ id, fields: ['Phone'] }]);
  });

  it('deletes a record once', async () => {
    const { salesforce, effects } = await runSandbox();
    const { body } = await salesforce('POST', '/sobjects/Account', ADA);
    const { id } = body as { id: string };
    expect((await salesforce('DELETE', `/sobjects/Account/${id}`)).status).toBe(204);
    const again = await salesforce('DELETE', `/sobjects/Account/${id}`);
    expect(again).toMatchObject({ status: 404, body: [{ errorCode: 'NOT_FOUND' }] });
    expect((await effects()).map(({ kind }) => kind)).toEqual(['account.created', 'account.deleted']);
  });

  it.each([
    ['a person without a last name', 'Account', { PersonEmail: 'a@b.org' }, 'REQUIRED_FIELD_MISSING'],
    ['a business without a name', 'Account', { Phone: '1' }, 'REQUIRED_FIELD_MISSING'],
    ['a contact without a last name', 'Contact', { Email: 'a@b.org' }, 'REQUIRED_FIELD_MISSING'],
    ['an unknown field', 'Account', { ...ADA, Shoe: 42 }, 'INVALID_FIELD'],
    ['a field of the system', 'Account', { ...ADA, Id: '001' }, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
    ['a person with a company name', 'Account', { ...ADA, Name: 'x' }, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
    ['an invalid email', 'Contact', { LastName: 'x', Email: 'nobody' }, 'INVALID_EMAIL_ADDRESS'],
    ['an array', 'Account', [], 'JSON_PARSER_ERROR'],
    ['broken JSON', 'Account', '{"LastName":', 'JSON_PARSER_ERROR'],
  ])('rejects %s and stores nothing', async (_, object, body, errorCode) => {
    const { salesforce, effects } = await runSandbox();
    const answer = await salesforce('POST', `/sobjects/${object}`, body);
    expect(answer).toMatchObject({ status: 400, body: [{ errorCode, message: expect.any(String) }] });
    expect(await effects()).toEqual([]);
  });

  it.each([
    ['GET', '/sobjects/Account/001000000000000AAA'],
    ['PATCH', '/sobjects/Contact/003000000000000AAA'],
    ['GET', '/sobjects/Opportunity/006000000000000AAA'],
    ['GET', '/nothing/here'],
    ['PUT', '/sobjects/Account'],
    ['GET', '/sobjects/Account/describe'],
  ])('answers %s %s with NOT_FOUND', async (method, path) => {
    const { salesforce } = await runSandbox();
    const answer = await salesforce(method, path, method === 'GET' ? undefined : {});
    expect(answer).toMatchObject({ status: 404, body: [{ errorCode: 'NOT_FOUND' }] });
  });

  it('rejects reading a field that does not exist', async () => {
    const { salesforce } = await runSandbox();
    const { body } = await salesforce('POST', '/sobjects/Account', ADA);
    const answer = await salesforce('GET', `/sobjects/Account/${(body as { id: string }).id}?fields=Shoe`);
    expect(answer).toMatchObject({ status: 400, body: [{ errorCode: 'INVALID_FIELD' }] });
  });

  it('rejects retired API versions', async () => {
    const { send, url, credentials } = await runSandbox();
    const token = await tokenOf(`${url}/salesforce/services/oauth2/token`, credentials.salesforce);
    const headers = { authorization: `Bearer ${token}` };
    const answer = await send('POST', '/salesforce/services/data/v20.0/sobjects/Account', ADA, headers);
    expect(answer).toMatchObject({ status: 410, body: [{ errorCode: 'UNSUPPORTED_API_VERSION' }] });
  });
});
