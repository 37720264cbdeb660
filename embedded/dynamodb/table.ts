import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { TableSpec } from '../../blueprint/blueprint.ts';

/** The table on disk is not the one that the blueprint describes. */
export class TableMismatch extends Error {
  override readonly name = 'TableMismatch';
}

/** Carries out one DynamoDB operation. */
export type AskDynamoDb = (
  operation: string,
  input: object,
) => Promise<{ readonly ok: boolean; readonly body: unknown }>;

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));

const descriptionSchema = z.object({
  Table: z.object({
    TableStatus: z.string(),
    KeySchema: keySchema,
    GlobalSecondaryIndexes: z.array(z.object({ IndexName: z.string(), KeySchema: keySchema })).default([]),
  }),
});

/** How often to look whether a new table is ready, and how long. */
const POLL_MS = 5;
const POLLS = 1000;

/**
 * Makes a table with its indexes when it is not there, and waits until it is ready.
 *
 * @throws TableMismatch a table of that name has other keys or lacks an index
 */
export async function ensureTable(name: string, spec: TableSpec, ask: AskDynamoDb): Promise<void> {
  const before = await describeTable(name, ask);
  if (before === undefined) await createTable(name, spec, ask);
  for (let poll = 0; poll < POLLS; poll += 1) {
    const table = await describeTable(name, ask);
    if (table?.TableStatus === 'ACTIVE') return checkTable(name, spec, table);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new TableMismatch(
    `Expected table "${name}" to become ready, found it still being created: remove the data folder's "dynamodb" and start again.`,
  );
}

async function describeTable(name: string, ask: AskDynamoDb) {
  const { ok, body } = await ask('DescribeTable', { TableName: name });
  return ok ? descriptionSchema.parse(body).Table : undefined;
}

async function createTable(name: string, spec: TableSpec, ask: AskDynamoDb): Promise<void> {
  const attributes = new Set([spec, ...spec.indexes].flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]));
  const { ok, body } = await ask('CreateTable', {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...attributes].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: keysOf(spec),
    GlobalSecondaryIndexes: indexesOf(spec).map((index) => ({ ...index, Projection: { ProjectionType: 'KEYS_ONLY' } })),
  });
  if (!ok) throw new Error(`Expected to create table "${name}", found ${JSON.stringify(body)}.`);
}

function checkTable(
  name: string,
  spec: TableSpec,
  table: { KeySchema: unknown; GlobalSecondaryIndexes: readonly { IndexName: string; KeySchema: unknown }[] },
): void {
  const problems = [
    ...(isDeepStrictEqual(table.KeySchema, keysOf(spec)) ? [] : [`keys ${JSON.stringify(table.KeySchema)}`]),
    ...indexesOf(spec)
      .filter((wanted) => !table.GlobalSecondaryIndexes.some((found) => isDeepStrictEqual(pick(found), wanted)))
      .map(({ IndexName }) => `no index "${IndexName}" with the right keys`),
  ];
  if (problems.length > 0)
    throw new TableMismatch(
      `Expected table "${name}" as this version needs it, found ${problems.join(' and ')}: it was made by another version; start with another data folder, or remove this one's "dynamodb" and lose its orders.`,
    );
}

function pick({ IndexName, KeySchema }: { IndexName: string; KeySchema: unknown }) {
  return { IndexName, KeySchema };
}

function indexesOf(spec: TableSpec) {
  return spec.indexes.map((index) => ({ IndexName: index.name, KeySchema: keysOf(index) }));
}

function keysOf({ partitionKey, sortKey }: { partitionKey: string; sortKey: string }) {
  return [
    { AttributeName: partitionKey, KeyType: 'HASH' },
    { AttributeName: sortKey, KeyType: 'RANGE' },
  ];
}
