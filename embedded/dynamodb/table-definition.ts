import * as z from 'zod';
import { invalid } from './request.ts';

/** The types that a key attribute can have. */
export type KeyType = 'S' | 'N' | 'B';

/** One attribute of a key. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}

/** The key of a table or an index. */
export interface KeySchema {
  readonly hash: KeyAttribute;
  readonly range?: KeyAttribute;
}

/** A secondary index. */
export interface IndexDefinition {
  readonly name: string;
  readonly kind: 'global' | 'local';
  readonly keys: KeySchema;
  /** Attributes that it stores besides the keys. */
  readonly projection: { readonly type: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'; readonly attributes: readonly string[] };
}

/** The definition of a table. */
export interface TableDefinition {
  readonly name: string;
  readonly keys: KeySchema;
  readonly indexes: readonly IndexDefinition[];
  readonly billing: 'PAY_PER_REQUEST' | 'PROVISIONED';
  /** Epoch seconds. */
  readonly createdAt: number;
}

const TABLE_NAME = /^[a-zA-Z0-9_.-]{3,255}$/;

const keySchemaSchema = z
  .array(z.object({ AttributeName: z.string().min(1).max(255), KeyType: z.enum(['HASH', 'RANGE']) }))
  .min(1)
  .max(2);

const indexSchema = z.object({
  IndexName: z.string().regex(TABLE_NAME),
  KeySchema: keySchemaSchema,
  Projection: z.object({
    ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']).optional(),
    NonKeyAttributes: z.array(z.string()).min(1).max(20).optional(),
  }),
});

const throughputSchema = z.object({ ReadCapacityUnits: z.int().min(1), WriteCapacityUnits: z.int().min(1) });

const attributesSchema = z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }));

const createTableSchema = z.object({
  TableName: z.string().regex(TABLE_NAME),
  AttributeDefinitions: attributesSchema,
  KeySchema: keySchemaSchema,
  BillingMode: z.enum(['PAY_PER_REQUEST', 'PROVISIONED']).default('PROVISIONED'),
  ProvisionedThroughput: throughputSchema.optional(),
  GlobalSecondaryIndexes: z.array(indexSchema).min(1).max(20).optional(),
  LocalSecondaryIndexes: z.array(indexSchema).min(1).max(5).optional(),
});

const updateTableSchema = z.object({
  AttributeDefinitions: attributesSchema,
  GlobalSecondaryIndexUpdates: z.tuple([z.strictObject({ Create: indexSchema })]),
});

/**
 * Parses the input of CreateTable. Ignores what does not matter on one machine: throughput, tags, encryption, streams.
 *
 * @throws AwsServiceError ValidationException
 */
export function parseTableDefinition(input: unknown, now: Date): TableDefinition {
  const { TableName, AttributeDefinitions, KeySchema, BillingMode, ...rest } = parse(createTableSchema, input);
  if (BillingMode === 'PROVISIONED' && rest.ProvisionedThroughput === undefined)
    throw invalid(
      'One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    );
  if (BillingMode === 'PAY_PER_REQUEST' && rest.ProvisionedThroughput !== undefined)
    throw invalid(
      'One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    );
  const types = typesOf(AttributeDefinitions);
  const keys = keySchemaOf(KeySchema, types);
  const indexes = [
    ...(rest.GlobalSecondaryIndexes ?? []).map((index) => indexOf('global', index, types)),
    ...(rest.LocalSecondaryIndexes ?? []).map((index) => indexOf('local', index, types)),
  ];
  checkIndexes(keys, indexes);
  const used = new Set([keys, ...indexes.map((index) => index.keys)].flatMap(keyNames));
  if (used.size < types.size)
    throw invalid(
      `One or more parameter values were invalid: Some AttributeDefinitions are not used. AttributeDefinitions: [${[...types.keys()].join(', ')}], keys used: [${[...used].join(', ')}]`,
    );
  return { name: TableName, keys, indexes, billing: BillingMode, createdAt: now.getTime() / 1000 };
}

/**
 * Parses the input of UpdateTable, which on this machine can only add one global index.
 *
 * @throws AwsServiceError ValidationException, also for an index that the table has
 */
export function parseNewIndex(input: unknown, { keys, indexes }: TableDefinition): IndexDefinition {
  const { AttributeDefinitions, GlobalSecondaryIndexUpdates } = parse(updateTableSchema, input);
  const index = indexOf('global', GlobalSecondaryIndexUpdates[0].Create, typesOf(AttributeDefinitions));
  checkIndexes(keys, [...indexes, index]);
  return index;
}

function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `Value at '${path.join('.')}' failed to satisfy constraint: ${message}`,
  );
  throw invalid(
    `${problems.length} validation error${problems.length === 1 ? '' : 's'} detected: ${problems.join('; ')}`,
  );
}

function typesOf(definitions: z.output<typeof attributesSchema>): ReadonlyMap<string, KeyType> {
  return new Map(definitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]));
}

/** Returns the names of a key's attributes. */
export function keyNames({ hash, range }: KeySchema): readonly string[] {
  return range === undefined ? [hash.name] : [hash.name, range.name];
}

/** Returns the attributes of a key. */
export function keyAttributes({ hash, range }: KeySchema): readonly KeyAttribute[] {
  return range === undefined ? [hash] : [hash, range];
}

/** Returns the description of a table, as in DescribeTable. */
export function describeTable(
  { name, keys, indexes, billing, createdAt }: TableDefinition,
  { items, bytes, status }: { readonly items: number; readonly bytes: number; readonly status: string },
): object {
  const attributes = new Map(
    [keys, ...indexes.map((index) => index.keys)].flatMap(keyAttributes).map((key) => [key.name, key.type]),
  );
  const ofKind = (kind: IndexDefinition['kind']): readonly object[] =>
    indexes.filter((index) => index.kind === kind).map((index) => describeIndex(index, arnOf(name)));
  return {
    TableName: name,
    TableArn: arnOf(name),
    TableStatus: status,
    CreationDateTime: createdAt,
    ItemCount: items,
    TableSizeBytes: bytes,
    AttributeDefinitions: [...attributes].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    KeySchema: wireKeys(keys),
    ...(billing === 'PAY_PER_REQUEST' && { BillingModeSummary: { BillingMode: billing } }),
    ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
    ...(ofKind('global').length > 0 && { GlobalSecondaryIndexes: ofKind('global') }),
    ...(ofKind('local').length > 0 && { LocalSecondaryIndexes: ofKind('local') }),
  };
}

function describeIndex({ name, kind, keys, projection }: IndexDefinition, tableArn: string): object {
  return {
    IndexName: name,
    IndexArn: `${tableArn}/index/${name}`,
    KeySchema: wireKeys(keys),
    Projection: {
      ProjectionType: projection.type,
      ...(projection.type === 'INCLUDE' && { NonKeyAttributes: projection.attributes }),
    },
    ...(kind === 'global' && { IndexStatus: 'ACTIVE' }),
  };
}

function arnOf(table: string): string {
  return `arn:aws:dynamodb:eu-west-1:000000000000:table/${table}`;
}

function wireKeys({ hash, range }: KeySchema): readonly object[] {
  return [
    { AttributeName: hash.name, KeyType: 'HASH' },
    ...(range === undefined ? [] : [{ AttributeName: range.name, KeyType: 'RANGE' }]),
  ];
}

function keySchemaOf(elements: z.output<typeof keySchemaSchema>, types: ReadonlyMap<string, KeyType>): KeySchema {
  const [hash, range] = elements;
  if (hash?.KeyType !== 'HASH') throw invalid('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  if (range !== undefined && range.KeyType !== 'RANGE')
    throw invalid('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type');
  if (range?.AttributeName === hash.AttributeName)
    throw invalid('Invalid KeySchema: Some index key attribute have no definition: both keys have the same name');
  const keyOf = (name: string): KeyAttribute => {
    const type = types.get(name);
    if (type === undefined)
      throw invalid(
        `One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [${name}], AttributeDefinitions: [${[...types.keys()].join(', ')}]`,
      );
    return { name, type };
  };
  return { hash: keyOf(hash.AttributeName), ...(range !== undefined && { range: keyOf(range.AttributeName) }) };
}

function indexOf(
  kind: IndexDefinition['kind'],
  { IndexName, KeySchema, Projection }: z.output<typeof indexSchema>,
  types: ReadonlyMap<string, KeyType>,
): IndexDefinition {
  const { ProjectionType: type, NonKeyAttributes: attributes = [] } = Projection;
  if (type === undefined) throw invalid('One or more parameter values were invalid: Unknown ProjectionType: null');
  if ((type === 'INCLUDE') !== attributes.length > 0)
    throw invalid(
      `One or more parameter values were invalid: ProjectionType is ${type}, ${type === 'INCLUDE' ? 'but NonKeyAttributes is not specified' : 'but NonKeyAttributes is specified'}`,
    );
  return { name: IndexName, kind, keys: keySchemaOf(KeySchema, types), projection: { type, attributes } };
}

function checkIndexes(keys: KeySchema, indexes: readonly IndexDefinition[]): void {
  const names = indexes.map(({ name }) => name);
  const repeated = names.find((name, at) => names.indexOf(name) !== at);
  if (repeated !== undefined)
    throw invalid(`One or more parameter values were invalid: Duplicate index name: ${repeated}`);
  for (const { kind, name, keys: index } of indexes) {
    if (kind === 'global') continue;
    if (keys.range === undefined)
      throw invalid(
        'One or more parameter values were invalid: Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
      );
    if (index.range === undefined)
      throw invalid(
        `One or more parameter values were invalid: Index KeySchema does not have a range key for index: ${name}`,
      );
    if (index.hash.name !== keys.hash.name)
      throw invalid(
        `One or more parameter values were invalid: Index KeySchema does not have the same leading hash key as table KeySchema for index: ${name}. index hash key: ${index.hash.name}, table hash key: ${keys.hash.name}`,
      );
  }
}
