import { describe, expect, it } from 'vitest';
import { runSandbox, tokenOf } from '../running-sandbox.ts';

const ADA = { FirstName: 'Ada', LastName: 'Lovelace', PersonEmail: 'ada@example.org' };

describe('sobjects', () => {
  it('creates a person account with its contact and returns it', async () => {
    const { salesforce, effects } = await runSandbox();
    const created = await salesforce('POST', '/sobjects/Account', { ...ADA, OrderKey__c: 'one' });
    expect(created).toMatchObject({ status: 201, body: { success: true, errors: [] } });
    const { id } = created.body as { id: string };
    expect(id).toMatch(/^001[A-Za-z0-9]{15}$/);

    const shown = await salesforce('GET', `/sobjects/Account/${id}`);
    const contact = { IsPersonAccount: true, PersonContactId: expect.stringMatching(/^003.{15}$/), OrderKey__c: 'one' };
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
    ['a custom field that the org lacks', 'Account', { ...ADA, Shoe__c: 42 }, 'INVALID_FIELD'],
    ['a custom field of another object', 'Contact', { LastName: 'x', Segment__c: 'Reader' }, 'INVALID_FIELD'],
    ['a field of the system', 'Account', { ...ADA, Id: '001' }, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
    ['a long text', 'Account', { ...ADA, BillingCity: 'x'.repeat(41) }, 'STRING_TOO_LONG'],
    ['a number for a text', 'Account', { ...ADA, Phone: 1 }, 'JSON_PARSER_ERROR'],
    ['a text for a flag', 'Account', { ...ADA, Vip__c: 'yes' }, 'JSON_PARSER_ERROR'],
    [
      'a value that a restricted picklist lacks',
      'Account',
      { ...ADA, Segment__c: 'Writer' },
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    ],
    ['an id that is none', 'Contact', { LastName: 'x', AccountId: '7' }, 'MALFORMED_ID'],
    [
      'an account that does not exist',
      'Contact',
      { LastName: 'x', AccountId: '001000000000001AAA' },
      'INVALID_CROSS_REFERENCE_KEY',
    ],
    ['an unknown record type', 'Account', { ...ADA, RecordType: { Name: 'Nobody' } }, 'INVALID_FIELD'],
    [
      'a record type name of two objects',
      'Account',
      { Name: 'x', RecordType: { Name: 'Subscriber' } },
      'DUPLICATE_EXTERNAL_ID',
    ],
    [
      'a record type of another object',
      'Contact',
      { LastName: 'x', RecordType: { Name: 'Person Account' } },
      'INVALID_CROSS_REFERENCE_KEY',
    ],
    ['an email outside ASCII', 'Contact', { LastName: 'x', Email: 'ada@bücher.example' }, 'INVALID_EMAIL_ADDRESS'],
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

  it('takes the longest text, the values of picklists, and the record type of one object', async () => {
    const { salesforce } = await runSandbox();
    const reader = { ...ADA, BillingCity: 'x'.repeat(40), Segment__c: 'Reader', ShopId__pc: 'shop-1', Phone: '' };
    const created = await salesforce('POST', '/sobjects/Account', {
      ...reader,
      RecordType: { Name: 'Person Account' },
    });
    expect(created.status).toBe(201);
    const path = `/sobjects/Account/${(created.body as { id: string }).id}`;
    expect((await salesforce('GET', path)).body).toMatchObject({ RecordTypeId: expect.stringMatching(/^012/) });
  });

  it('knows no persons in an org without person accounts', async () => {
    const { salesforce, send } = await runSandbox();
    await send('PATCH', '/__salesforce', { personAccounts: false });
    expect(await salesforce('POST', '/sobjects/Account', ADA)).toMatchObject({
      body: [{ errorCode: 'INVALID_FIELD' }],
    });
    expect((await salesforce('POST', '/sobjects/Account', { Name: 'Engines' })).status).toBe(201);
    const query = `/query?q=${encodeURIComponent('SELECT PersonContactId FROM Account')}`;
    expect(await salesforce('GET', query)).toMatchObject({ status: 400, body: [{ errorCode: 'INVALID_FIELD' }] });
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
