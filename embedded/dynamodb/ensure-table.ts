import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { TableSpec } from '../../blueprint/table.ts';
import { AwsServiceError } from '../aws/aws-service.ts';

/** The table on disk differs from the one in the blueprint. */
export class TableMismatch extends Error {
  override readonly name = 'TableMismatch';
}

type Call = (operation: string, input: Record<string, unknown>) => Promise<unknown>;

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));

const descriptionSchema = z.object({
  Table: z.object({
    KeySchema: keySchema,
    GlobalSecondaryIndexes: z.array(z.object({ IndexName: z.string(), KeySchema: keySchema })).default([]),
  }),
});

type Description = z.output<typeof descriptionSchema>['Table'];

/**
 * Creates a table with its indexes if it is missing. Adds the indexes that it lacks because an earlier version created it.
 *
 * @throws TableMismatch a table of that name, or an index of it, has other keys
 */
export async function ensureTable(name: string, spec: TableSpec, call: Call): Promise<void> {
  const before = await describeTable(name, call);
  if (before === undefined) {
    await call('CreateTable', tableInput(name, spec));
    return;
  }
  checkTable(name, spec, before);
  const { AttributeDefinitions, GlobalSecondaryIndexes } = tableInput(name, spec);
  for (const Create of GlobalSecondaryIndexes) {
    if (indexNamed(Create.IndexName, before) !== undefined) continue;
    await call('UpdateTable', { TableName: name, AttributeDefinitions, GlobalSecondaryIndexUpdates: [{ Create }] });
  }
}

/** Returns the input of CreateTable for a table of the blueprint. */
export function tableInput(name: string, spec: TableSpec) {
  const attributes = new Set([spec, ...spec.indexes].flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]));
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST' as const,
    AttributeDefinitions: [...attributes].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
    KeySchema: keysOf(spec),
    GlobalSecondaryIndexes: indexesOf(spec).map((index) => ({
      ...index,
      Projection: { ProjectionType: 'KEYS_ONLY' as const },
    })),
  };
}

async function describeTable(name: string, call: Call): Promise<Description | undefined> {
  try {
    return descriptionSchema.parse(await call('DescribeTable', { TableName: name })).Table;
  } catch (error) {
    if (error instanceof AwsServiceError && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

function checkTable(name: string, spec: TableSpec, table: Description): void {
  const problems = [
    ...(isDeepStrictEqual(table.KeySchema, keysOf(spec)) ? [] : [`keys ${JSON.stringify(table.KeySchema)}`]),
    ...indexesOf(spec)
      .map((wanted) => ({ wanted, found: indexNamed(wanted.IndexName, table) }))
      .filter(({ wanted, found }) => found !== undefined && !isDeepStrictEqual(found, wanted))
      .map(({ found }) => `index ${JSON.stringify(found)}`),
  ];
  if (problems.length > 0)
    throw new TableMismatch(
      `Table "${name}" was created by a different version: it has ${problems.join(' and ')}. Use another data folder, or delete "store.sqlite" in this one and lose its orders.`,
    );
}

function indexNamed(name: string, { GlobalSecondaryIndexes }: Description) {
  return GlobalSecondaryIndexes.find(({ IndexName }) => IndexName === name);
}

function indexesOf(spec: TableSpec) {
  return spec.indexes.map((index) => ({ IndexName: index.name, KeySchema: keysOf(index) }));
}

function keysOf({ partitionKey, sortKey }: { readonly partitionKey: string; readonly sortKey: string }) {
  return [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    { AttributeName: sortKey, KeyType: 'RANGE' as const },
  ];
}
