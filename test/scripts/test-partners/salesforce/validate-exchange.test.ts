import { describe, expect, it } from 'vitest';
import type { RecordedExchange } from '../../../../scripts/test-partners/salesforce/read-exchanges.ts';
import { parseStandardSchema } from '../../../../scripts/test-partners/salesforce/standard-schema.ts';
import { validateExchange } from '../../../../scripts/test-partners/salesforce/validate-exchange.ts';

const SCHEMA = parseStandardSchema(`type Fields$Account = {
    Id: string;
    Name: string;
    BillingCity: string | null;
    NumberOfEmployees: number | null;
    BillingAddress: Address | null;
};
type ParentReferences$Account = {
    Parent: SObjectDefinition$Account | null;
};
type Fields$Contact = {
    Id: string;
    AccountId: string | null;
    DoNotCall: boolean;
};
`);
const DATA = '/services/data/v62.0';
const saved = { id: '001Hs0000000001IAA', success: true, errors: [] };
const exchange = (body: object, more: Partial<RecordedExchange> = {}): RecordedExchange => ({
  partner: 'salesforce',
  method: 'POST',
  path: `${DATA}/sobjects/Account`,
  search: '',
  requestBody: JSON.stringify(body),
  status: 201,
  responseBody: JSON.stringify(saved),
  injected: false,
  ...more,
});
const query = (soql: string) =>
  exchange(
    {},
    {
      method: 'GET',
      path: `${DATA}/query`,
      search: new URLSearchParams({ q: soql }).toString(),
      requestBody: '',
      status: 200,
      responseBody: JSON.stringify({ totalSize: 0, done: true, records: [] }),
    },
  );
const problems = (given: RecordedExchange) => validateExchange(given, SCHEMA).problems;

describe('the schema of the standard objects', () => {
  it('has the JSON type of every field', () => {
    const account = {
      Id: 'string',
      Name: 'string',
      BillingCity: 'string',
      NumberOfEmployees: 'number',
      BillingAddress: 'object',
    };
    expect([...SCHEMA.keys()]).toEqual(['Account', 'Contact']);
    expect(Object.fromEntries(SCHEMA.get('Account') ?? [])).toEqual(account);
  });
});

describe('a request to Salesforce', () => {
  it.each([
    ['fields of the schema', exchange({ Name: 'Engines', BillingCity: 'York' })],
    ['a documented field', exchange({ Name: 'Engines', BillingCountryCode: 'GB' })],
    ['a custom field of the org', exchange({ Name: 'Engines', Campaign__c: 'spring' })],
    ['a field of a platform event', exchange({ Source__c: 'shop' }, { path: `${DATA}/sobjects/Order_Event__e` })],
    ['a query', query("SELECT Id, Account.Name FROM Contact WHERE AccountId IN ('1') ORDER BY Id")],
    ['a value that was rejected', exchange({ Name: 7 }, { injected: true })],
  ])('may have %s', (_, given) => {
    expect(problems(given)).toEqual([]);
  });

  it.each([
    ['an unknown field', exchange({ Shoe: 42 }), 'unknown field Account.Shoe'],
    [
      'an unknown field, even if it was rejected',
      exchange({ Shoe: 42 }, { injected: true }),
      'unknown field Account.Shoe',
    ],
    ['a custom field that the org lacks', exchange({ Size__c: 42 }), 'unknown field Account.Size__c'],
    [
      'a field that the schema lacks',
      exchange({ TickerSymbol: 'ENG' }),
      'field Account.TickerSymbol, which the published schema lacks',
    ],
    ['a long text', exchange({ Name: 'x'.repeat(256) }), 'value that Account.Name does not accept'],
    [
      'an unknown field of an event',
      exchange({ Shoe__c: 1 }, { path: `${DATA}/sobjects/Order_Event__e` }),
      'unknown field Order_Event__e.Shoe__c',
    ],
    ['an unknown field in a query', query('SELECT Shoe FROM Contact'), 'unknown field Contact.Shoe'],
    ['an unknown field of a related record', query('SELECT Account.Shoe FROM Contact'), 'unknown field Account.Shoe'],
    ['a query in another language', query('SELECT * FROM Contact'), 'a query that is no SOQL'],
  ])('may not have %s', (_, given, problem) => {
    expect(problems(given)).toContain(problem);
  });

  it('has its fields and kind', () => {
    const validated = validateExchange(exchange({ Name: 'Engines', BillingCity: 'York' }), SCHEMA);
    expect(validated).toMatchObject({ kind: 'POST Account', fields: ['Account.Name', 'Account.BillingCity'] });
  });
});

describe('a reply of the sandbox', () => {
  const error = [{ errorCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access to this record' }];

  it.each([
    ['a saved record', {}],
    ['no content', { status: 204, responseBody: '' }],
    ['an error with its status', { status: 400, responseBody: JSON.stringify(error) }],
  ])('may be %s', (_, more) => {
    expect(problems(exchange({ Name: 'Engines' }, more))).toEqual([]);
  });

  it.each([
    ['another shape', { responseBody: JSON.stringify({ ...saved, colour: 'red' }) }],
    ['an error with another status', { status: 500, responseBody: JSON.stringify(error) }],
    ['an unknown error', { status: 400, responseBody: JSON.stringify([{ errorCode: 'NO_SUCH', message: '' }]) }],
    ['content without any', { status: 204, responseBody: '{}' }],
  ])('may not be %s', (_, more) => {
    expect(problems(exchange({ Name: 'Engines' }, more))).toHaveLength(1);
  });
});
