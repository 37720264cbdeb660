import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ACCEPTED_FIELDS } from '../../../../scripts/test-partners/salesforce/accepted.ts';
import { parseStandardSchema } from '../../../../scripts/test-partners/salesforce/standard-schema.ts';
import { describeSalesforce, validateSalesforce } from '../../../../scripts/test-partners/salesforce/validation.ts';

const SCHEMA = parseStandardSchema('type Fields$Account = {\n    Name: string;\n};\n');

async function validated(...exchanges: readonly object[]) {
  const folder = await mkdtemp(join(tmpdir(), 'exchanges-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'exchanges.jsonl');
  await writeFile(file, exchanges.map((exchange) => `${JSON.stringify(exchange)}\n`).join(''));
  return validateSalesforce([file], SCHEMA);
}
const create = (body: object, partner = 'salesforce') => ({
  partner,
  method: 'POST',
  path: '/services/data/v62.0/sobjects/Account',
  search: '',
  requestBody: JSON.stringify(body),
  status: 201,
  responseBody: JSON.stringify({ id: '001Hs0000000001IAA', success: true, errors: [] }),
  injected: false,
});

it('counts the requests to Salesforce, their kinds and fields, and repeated findings once', async () => {
  const shoe = create({ Name: 'Engines', Shoe: 42 });
  const validation = await validated(create({ Name: 'Engines' }), shoe, shoe, create({}, 'zuora'));
  expect(validation).toMatchObject({ requests: 3, fields: 5, kinds: new Map([['POST Account', 3]]) });
  expect([...validation.findings]).toEqual([['POST Account: unknown field Account.Shoe', 2]]);
  const text = describeSalesforce(validation);
  expect(text).toContain('3 requests of 1 kinds with 5 fields');
  expect(text).toContain('unknown field Account.Shoe (2 times)');
});

it('lists the accepted fields that nothing sends any more', async () => {
  expect((await validated()).unused).toEqual(ACCEPTED_FIELDS);
  const { unused } = await validated(create({ Name: 'Engines', BillingCountryCode: 'GB' }));
  expect(unused).not.toContain('Account.BillingCountryCode');
  expect(unused).toContain('Account.RecordTypeId');
});
