import { describe, expect, it } from 'vitest';
import { runSandbox, type Send } from '../running-sandbox.ts';

const query = (salesforce: Send, soql: string) => salesforce('GET', `/query?q=${encodeURIComponent(soql)}`);

async function withPeople() {
  const running = await runSandbox();
  for (const name of ["O'Brien", 'Smith', 'Smithers']) {
    const person = { LastName: name, PersonEmail: `${name.replace("'", '')}@example.org`, Vip__c: name === 'Smith' };
    await running.salesforce('POST', '/sobjects/Account', person);
  }
  return running;
}

describe('query', () => {
  it.each([
    ["SELECT Id, LastName FROM Account WHERE PersonEmail = 'SMITH@example.org' LIMIT 1", ['Smith']],
    ["select LastName from Account where LastName = 'O\\'Brien'", ["O'Brien"]],
    ["SELECT LastName FROM Account WHERE LastName = 'Smith' AND Vip__c = true", ['Smith']],
    ["SELECT LastName FROM Account WHERE LastName = 'Smith' AND Vip__c = false", []],
    ['SELECT LastName FROM Account WHERE Phone = null LIMIT 2', ["O'Brien", 'Smith']],
    ['SELECT LastName FROM Account', ["O'Brien", 'Smith', 'Smithers']],
    [
      "SELECT LastName FROM Account WHERE LastName IN ('smith', 'O\\'Brien') ORDER BY CreatedDate",
      ["O'Brien", 'Smith'],
    ],
    ["SELECT LastName FROM Account WHERE LastName IN ('Nobody')", []],
    ["SELECT LastName FROM Account WHERE LastName = 'x\\' OR LastName = \\'Smith'", []],
  ])('answers %s', async (soql, names) => {
    const { salesforce } = await withPeople();
    const answer = await query(salesforce, soql);
    expect(answer).toMatchObject({ status: 200, body: { totalSize: names.length, done: true } });
    const { records } = answer.body as { records: { LastName: string; attributes: object }[] };
    expect(records.map(({ LastName }) => LastName)).toEqual(names);
    for (const record of records) expect(record.attributes).toMatchObject({ type: 'Account' });
  });

  it('reads fields of the account of a contact, and record types', async () => {
    const { salesforce } = await runSandbox();
    const { body } = await salesforce('POST', '/sobjects/Account', { Name: 'Engines' });
    await salesforce('POST', '/sobjects/Contact', { LastName: 'Byron', AccountId: (body as { id: string }).id });
    await salesforce('POST', '/sobjects/Contact', { LastName: 'Byron' });
    const contacts = await query(salesforce, "SELECT Id, Account.Name FROM Contact WHERE Account.Name = 'engines'");
    expect(contacts.body).toMatchObject({ totalSize: 1, records: [{ Account: { Name: 'Engines' } }] });
    const where = "WHERE SobjectType = 'Contact' AND Name = 'Subscriber' AND IsActive = true";
    const types = await query(salesforce, `SELECT Id FROM RecordType ${where}`);
    expect(types.body).toMatchObject({ totalSize: 1, records: [{ Id: expect.stringMatching(/^012/) }] });
  });

  it('returns null for an empty field', async () => {
    const { salesforce } = await withPeople();
    const answer = await query(salesforce, 'SELECT Phone FROM Account LIMIT 1');
    expect(answer.body).toMatchObject({ records: [{ Phone: null }] });
  });

  it.each([
    ['', 'MALFORMED_QUERY'],
    ['SELECT FROM Account', 'MALFORMED_QUERY'],
    ["SELECT Id FROM Account WHERE LastName LIKE 'S%'", 'MALFORMED_QUERY'],
    ["SELECT Id FROM Account WHERE LastName = 'a' OR LastName = 'b'", 'MALFORMED_QUERY'],
    ["SELECT Id FROM Account WHERE LastName = 'open", 'MALFORMED_QUERY'],
    ['SELECT Shoe FROM Account', 'INVALID_FIELD'],
    ["SELECT Id FROM Account WHERE Shoe = '1'", 'INVALID_FIELD'],
    ['SELECT Id FROM Contact WHERE LastName IN ()', 'MALFORMED_QUERY'],
    ['SELECT Account.Shoe FROM Contact', 'INVALID_FIELD'],
    ['SELECT Shoe.Name FROM Contact', 'INVALID_FIELD'],
    ['SELECT Id FROM Opportunity', 'INVALID_TYPE'],
  ])('rejects "%s"', async (soql, errorCode) => {
    const { salesforce } = await withPeople();
    expect(await query(salesforce, soql)).toMatchObject({ status: 400, body: [{ errorCode }] });
  });
});
