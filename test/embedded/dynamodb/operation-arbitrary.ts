import fc from 'fast-check';
import type { Operation } from './operation-cases.ts';

const ATTRIBUTES = ['a', 'b', 'c', 'm'] as const;

const ordered = fc.oneof(
  fc.constantFrom('', 'x', 'xy', 'é').map((S) => ({ S })),
  fc.constantFrom('0', '1', '-1.5', '2e2', '100').map((N) => ({ N })),
);
const scalar = fc.oneof(
  ordered,
  fc.boolean().map((BOOL) => ({ BOOL })),
);
const value = fc.oneof(
  { weight: 4, arbitrary: scalar },
  fc.array(scalar, { maxLength: 3 }).map((L) => ({ L })),
  fc.dictionary(fc.constantFrom('a', 'b'), scalar, { maxKeys: 2 }).map((M) => ({ M })),
  fc.uniqueArray(fc.constantFrom('1', '2', '3'), { minLength: 1 }).map((NS) => ({ NS })),
);
/** The keys of the items that the generated operations are about. */
export const GENERATED_KEYS = ['1', '2', '3'].map((sk) => ({ pk: { S: 'generated' }, sk: { S: sk } }));
const key = fc.constantFrom(...GENERATED_KEYS);
// An index past the end of a list is left out: DynamoDB appends there, Dynoxide fills the list with NULL.
const path = fc.oneof(fc.constantFrom(...ATTRIBUTES), fc.constantFrom('m.a', 'm.b', 'a[0]', 'b[0]', 'm.a.b'));
const attributes = fc.dictionary(fc.constantFrom(...ATTRIBUTES), value, { maxKeys: 4 });

const condition = fc.oneof(
  fc.tuple(path, fc.constantFrom('=', '<>'), value).map(([at, comparator, operand]) => ({
    ConditionExpression: `${at} ${comparator} :v`,
    ExpressionAttributeValues: { ':v': operand },
  })),
  // Only text, numbers and binary values have an order: DynamoDB rejects others, Dynoxide accepts them.
  fc.tuple(path, fc.constantFrom('<', '<=', '>', '>='), ordered).map(([at, comparator, operand]) => ({
    ConditionExpression: `${at} ${comparator} :v`,
    ExpressionAttributeValues: { ':v': operand },
  })),
  path.map((at) => ({ ConditionExpression: `attribute_exists(${at}) AND NOT attribute_not_exists(pk)` })),
  fc.tuple(path, scalar).map(([at, operand]) => ({
    ConditionExpression: `contains(${at}, :v) OR ${at} IN (:v)`,
    ExpressionAttributeValues: { ':v': operand },
  })),
);

const update = fc.oneof(
  fc.tuple(path, value).map(([at, operand]) => [`SET ${at} = :u`, { ':u': operand }] as const),
  fc
    .tuple(path, path, scalar)
    .map(([at, from, operand]) => [`SET ${at} = if_not_exists(${from}, :u)`, { ':u': operand }] as const),
  fc.tuple(path, path).map(([at, from]) => [`SET ${at} = ${from} + :u`, { ':u': { N: '1' } }] as const),
  path.map((at) => [`REMOVE ${at}`, undefined] as const),
  fc.constantFrom(...ATTRIBUTES).map((at) => [`ADD ${at} :u`, { ':u': { N: '2' } }] as const),
  fc.constantFrom(...ATTRIBUTES).map((at) => [`DELETE ${at} :u`, { ':u': { NS: ['1', '2'] } }] as const),
);

/** Any request about one of three items whose attributes have any type. */
export function operationArbitrary(): fc.Arbitrary<Operation> {
  const TableName = 'items';
  return fc.oneof(
    fc
      .tuple(key, attributes, fc.option(condition, { nil: {} }))
      .map(
        ([Key, item, more]): Operation => [
          'PutItem',
          { TableName, Item: { ...item, ...Key }, ReturnValues: 'ALL_OLD', ...more },
        ],
      ),
    fc.tuple(key, update).map(
      ([Key, [UpdateExpression, values]]): Operation => [
        'UpdateItem',
        {
          TableName,
          Key,
          UpdateExpression,
          // Dynoxide returns whole attributes for parts of them; the fixed cases cover the other values.
          ReturnValues: 'ALL_NEW',
          ...(values !== undefined && { ExpressionAttributeValues: values }),
        },
      ],
    ),
    fc
      .tuple(key, fc.option(condition, { nil: {} }))
      .map(([Key, more]): Operation => ['DeleteItem', { TableName, Key, ReturnValues: 'ALL_OLD', ...more }]),
    key.map((Key): Operation => ['GetItem', { TableName, Key, ConsistentRead: true }]),
    fc.tuple(path, scalar).map(
      ([at, operand]): Operation => [
        'Query',
        {
          TableName,
          KeyConditionExpression: 'pk = :pk',
          FilterExpression: `${at} = :v`,
          ExpressionAttributeValues: { ':pk': { S: 'generated' }, ':v': operand },
        },
      ],
    ),
  );
}
