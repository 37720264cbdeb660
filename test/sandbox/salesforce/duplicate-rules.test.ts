import { describe, expect, it } from 'vitest';
import { runSandbox, sender, tokenOf } from '../running-sandbox.ts';

const ALLOW = { 'sforce-duplicate-rule-header': 'allowSave=true' };

const ADA = { FirstName: 'Ada', LastName: 'Byrne' };
const DOUBLES = [
  {
    what: 'a person account with the same name and e-mail address',
    object: 'Account',
    first: { ...ADA, PersonEmail: 'same@example.org' },
    second: { ...ADA, PersonEmail: 'SAME@example.org' },
    other: { ...ADA, FirstName: 'Tom', PersonEmail: 'same@example.org' },
  },
  {
    what: 'a person account with the same name and address',
    object: 'Account',
    first: { ...ADA, PersonEmail: 'one@example.org', BillingStreet: '1 Mill Lane', BillingPostalCode: 'LS1' },
    second: { ...ADA, PersonEmail: 'two@example.org', BillingStreet: '1 mill lane', BillingPostalCode: 'ls1' },
    other: { ...ADA, PersonEmail: 'two@example.org', BillingPostalCode: 'LS1' },
  },
  {
    what: 'a business account with the same name and postal code',
    object: 'Account',
    first: { Name: 'Engines', BillingPostalCode: 'N1' },
    second: { Name: 'engines', BillingPostalCode: 'n1' },
    other: { Name: 'Engines', BillingPostalCode: 'N2' },
  },
  {
    what: 'a contact with the same name and e-mail address',
    object: 'Contact',
    first: { ...ADA, Email: 'same@example.org' },
    second: { ...ADA, FirstName: null, Email: 'same@example.org' },
    other: { ...ADA, FirstName: 'Tom', Email: 'same@example.org' },
  },
];

describe('duplicate rules', () => {
  it.each(DOUBLES)('block $what and name the match', async ({ object, first, second, other }) => {
    const { salesforce, effects } = await runSandbox();
    const { body } = await salesforce('POST', `/sobjects/${object}`, first);
    const { id: Id } = body as { id: string };
    const blocked = await salesforce('POST', `/sobjects/${object}`, second);
    expect(blocked).toMatchObject({
      status: 400,
      body: [
        {
          errorCode: 'DUPLICATES_DETECTED',
          duplicateResult: { matchResults: [{ matchRecords: [{ record: { attributes: { type: object }, Id } }] }] },
        },
      ],
    });
    expect(JSON.stringify(blocked.body)).not.toContain('same@example.org');
    expect(await effects()).toHaveLength(1);
    expect((await salesforce('POST', `/sobjects/${object}`, other)).status).toBe(201);
  });

  it.each(DOUBLES)('accept $what with allowSave', async ({ object, first, second }) => {
    const { salesforce } = await runSandbox();
    await salesforce('POST', `/sobjects/${object}`, first);
    expect((await salesforce('POST', `/sobjects/${object}`, second, ALLOW)).status).toBe(201);
  });

  it('accept nothing with allowSave when they block, and everything when they are off', async () => {
    const { salesforce, send } = await runSandbox();
    await send('PATCH', '/__salesforce', { duplicateRules: 'block' });
    const contact = { ...ADA, Email: 'same@example.org' };
    await salesforce('POST', '/sobjects/Contact', contact);
    const blocked = await salesforce('POST', '/sobjects/Contact', contact, ALLOW);
    expect(blocked).toMatchObject({ status: 400, body: [{ duplicateResult: { allowSave: false } }] });
    await send('PATCH', '/__salesforce', { duplicateRules: 'off' });
    expect((await salesforce('POST', '/sobjects/Contact', contact)).status).toBe(201);
  });

  it('return the fields of the match when asked to', async () => {
    const { salesforce } = await runSandbox();
    const person = { ...ADA, PersonEmail: 'same@example.org' };
    await salesforce('POST', '/sobjects/Account', person);
    const header = { 'sforce-duplicate-rule-header': 'allowSave=false; includeRecordDetails=true' };
    const blocked = await salesforce('POST', '/sobjects/Account', person, header);
    expect(blocked).toMatchObject({
      status: 400,
      body: [{ duplicateResult: { matchResults: [{ matchRecords: [{ record: person }] }] } }],
    });
  });

  it('ignore the header before API version 52.0', async () => {
    const { url, credentials } = await runSandbox();
    const token = await tokenOf(`${url}/salesforce/services/oauth2/token`, credentials.salesforce);
    const old = sender(`${url}/salesforce/services/data/v51.0`, `Bearer ${token}`);
    const contact = { ...ADA, Email: 'same@example.org' };
    await old('POST', '/sobjects/Contact', contact);
    expect((await old('POST', '/sobjects/Contact', contact, ALLOW)).status).toBe(400);
  });

  it('check an update only if it changes a compared field', async () => {
    const { salesforce } = await runSandbox();
    await salesforce('POST', '/sobjects/Contact', { ...ADA, Email: 'a@example.org' });
    const { body } = await salesforce('POST', '/sobjects/Contact', { ...ADA, Email: 'b@example.org' });
    const path = `/sobjects/Contact/${(body as { id: string }).id}`;
    expect((await salesforce('PATCH', path, { Email: 'a@example.org' })).status).toBe(400);
    expect((await salesforce('PATCH', path, { Phone: '1', Email: 'b@example.org' })).status).toBe(204);
  });
});
