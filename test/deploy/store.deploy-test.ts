// The store of the single machine and the emulator's DynamoDB answer alike. The other judge is Dynoxide, in `npm test`.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { onOwnStore } from '../../contract/own-store.ts';
import { openDynamoDb } from '../../embedded/dynamodb/dynamodb.ts';
import { type Ask, askOwn, askUrl } from '../embedded/dynamodb/ask-store.ts';
import { operationArbitrary } from '../embedded/dynamodb/operation-arbitrary.ts';
import { OPERATIONS, type Operation, TABLE } from '../embedded/dynamodb/operation-cases.ts';
import { isKnownDifference, STORE_DIFFERENCES } from './store-differences.ts';

const env = z
  .object({ AWS_ENDPOINT_URL: z.url(), AWS_ACCESS_KEY_ID: z.string(), AWS_REGION: z.string() })
  .parse(process.env);
const own = onOwnStore(':memory:', openDynamoDb);
const ours = askOwn(own);
const theirs = askUrl(env.AWS_ENDPOINT_URL, { accessKeyId: env.AWS_ACCESS_KEY_ID, region: env.AWS_REGION });
const tableNames = TABLE.map((table) => z.object({ TableName: z.string() }).parse(table).TableName);
const generatedKeys = ['1', '2', '3'].map((sk) => ({ pk: { S: 'generated' }, sk: { S: sk } }));
const eachStore = (ask: (store: Ask) => Promise<unknown>) => Promise.all([ours, theirs].map(ask));

beforeAll(() => eachStore(async (ask) => Promise.all(TABLE.map((table) => ask('CreateTable', table)))));
afterAll(async () => {
  await Promise.all(tableNames.map((TableName) => theirs('DeleteTable', { TableName })));
  await own.close();
});

/** Sends a request to both. Returns whether they differ as documented; fails if they differ otherwise. */
async function differs([operation, input]: Operation): Promise<boolean> {
  const [mine, other] = [await ours(operation, input), await theirs(operation, input)];
  const isExplained = isKnownDifference(input) && 'error' in mine && mine.error === 'ValidationException';
  if (isExplained && !isDeepStrictEqual(mine, other)) return true;
  expect(mine, JSON.stringify([operation, input])).toEqual(other);
  return false;
}

it.each(OPERATIONS)('agree on $about', async ({ operations }) => {
  for (const operation of operations) await differs(operation);
});

it('agree on random sequences of operations', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operationArbitrary(), { minLength: 5, maxLength: 30 }), async (operations) => {
      await eachStore(async (ask) => {
        for (const Key of generatedKeys) await ask('DeleteItem', { TableName: 'items', Key });
      });
      // From a difference on, the items are no longer the same.
      for (const operation of operations) if (await differs(operation)) return;
    }),
    { numRuns: 60 },
  );
});

it.each(STORE_DIFFERENCES)('the emulator still differs: $aws', async ({ parameter, pattern, example }) => {
  expect(example).toMatch(pattern);
  const Key = { pk: { S: 'difference' }, sk: { S: '1' } };
  const Item = { ...Key, b: { M: {} }, m: { M: { x: { S: 'x' } } } };
  await eachStore((ask) => ask('PutItem', { TableName: 'items', Item }));
  const [value = ''] = /:\w+/.exec(example) ?? [];
  const input = {
    TableName: 'items',
    [parameter]: example,
    ExpressionAttributeValues: { [value]: value === ':pk' ? Key.pk : { N: '1' } },
    ...(parameter === 'UpdateExpression' && { Key }),
  };
  expect(await differs([parameter === 'UpdateExpression' ? 'UpdateItem' : 'Query', input])).toBe(true);
});
