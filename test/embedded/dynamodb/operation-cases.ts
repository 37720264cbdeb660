/** One request: the operation and its input. */
export type Operation = readonly [operation: string, input: object];

const key = (sk: string) => ({ pk: { S: 'case' }, sk: { S: sk } });
const put = (item: object, more: object = {}): Operation => ['PutItem', { TableName: 'items', Item: item, ...more }];
const get = (sk: string, more: object = {}): Operation => [
  'GetItem',
  { TableName: 'items', Key: key(sk), ConsistentRead: true, ...more },
];
const update = (sk: string, UpdateExpression: string, more: object = {}): Operation => [
  'UpdateItem',
  { TableName: 'items', Key: key(sk), UpdateExpression, ReturnValues: 'ALL_NEW', ...more },
];
const remove = (sk: string, more: object = {}): Operation => [
  'DeleteItem',
  { TableName: 'items', Key: key(sk), ...more },
];
const query = (KeyConditionExpression: string, values: object, more: object = {}): Operation => [
  'Query',
  {
    TableName: 'items',
    KeyConditionExpression,
    ExpressionAttributeValues: { ':pk': { S: 'case' }, ...values },
    ...more,
  },
];
const values = (given: object) => ({ ExpressionAttributeValues: given });

/** The tables that the cases use: text and number sort keys, and a sparse index. */
export const TABLE: readonly object[] = [
  {
    TableName: 'items',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', 'shard', 'createdAt'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-shard',
        KeySchema: [
          { AttributeName: 'shard', KeyType: 'HASH' },
          { AttributeName: 'createdAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  },
  {
    TableName: 'numbers',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'n', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'n', KeyType: 'RANGE' },
    ],
  },
];

const FULL = {
  ...key('full'),
  text: { S: 'hello' },
  empty: { S: '' },
  n: { N: '-12.50' },
  big: { N: '12345678901234567890123456789012345678' },
  flag: { BOOL: false },
  nothing: { NULL: true },
  bytes: { B: 'AAEC' },
  texts: { SS: ['a', 'b'] },
  list: { L: [{ S: 'x' }, { M: { deep: { N: '1' } } }] },
  map: { M: { a: { M: { b: { L: [{ N: '1' }, { N: '2' }] } } } } },
};

const CASES: readonly (readonly [string, ...Operation[]])[] = [
  ['every type of value', put(FULL), get('full')],
  ['a projection into maps and lists', get('full', { ProjectionExpression: 'list[1].deep, map.a.b[0], missing.path' })],
  ['a reserved word in a projection', get('full', { ProjectionExpression: 'name' })],
  [
    'numbers in their canonical form',
    put({ ...key('n'), a: { N: '1e3' }, b: { N: '0.00100' }, c: { N: '-0' } }),
    get('n'),
  ],
  ['a number that does not parse', put({ ...key('n'), a: { N: 'twelve' } })],
  ['a number with 39 digits', put({ ...key('n'), a: { N: '123456789012345678901234567890123456789' } })],
  ['a missing sort key', put({ pk: { S: 'case' } })],
  ['a key of another type', put({ pk: { S: 'case' }, sk: { N: '1' } })],
  ['an empty key', put({ pk: { S: 'case' }, sk: { S: '' } })],
  ['an index key of another type', put({ ...key('i'), shard: { N: '1' } })],
  ['an empty set', put({ ...key('i'), set: { SS: [] } })],
  ['a repeated element of a set', put({ ...key('i'), set: { SS: ['a', 'a'] } })],
  ['a table that does not exist', ['GetItem', { TableName: 'nothing', Key: key('x') }]],
  [
    'a put that must be the first',
    put(key('once'), { ConditionExpression: 'attribute_not_exists(pk)' }),
    put(key('once'), { ConditionExpression: 'attribute_not_exists(pk)' }),
  ],
  [
    'a failed condition that shows the item',
    put(key('once'), {
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }),
  ],
  [
    'conditions with every operator',
    ...[
      'n = :n AND #t <> :n AND n < :zero',
      'n BETWEEN :low AND :zero',
      '#t IN (:a, :hello)',
      'NOT (#t = :a) OR n > :zero',
      'contains(texts, :a) AND contains(#t, :ell) AND size(texts) = :two',
      'begins_with(#t, :hel) AND attribute_type(list, :L)',
      'attribute_exists(map.a.b[1]) AND attribute_not_exists(map.a.c)',
      'missing < :zero',
    ].map((ConditionExpression) => {
      const all = {
        ':n': { N: '-12.5' },
        ':zero': { N: '0' },
        ':low': { N: '-13' },
        ':a': { S: 'a' },
        ':hello': { S: 'hello' },
        ':ell': { S: 'ell' },
        ':hel': { S: 'hel' },
        ':L': { S: 'L' },
        ':two': { N: '2' },
      };
      const used = Object.entries(all).filter(([name]) => new RegExp(`${name}\\b`).test(ConditionExpression));
      return put(FULL, {
        ConditionExpression,
        ...(ConditionExpression.includes('#t') && { ExpressionAttributeNames: { '#t': 'text' } }),
        ...values(Object.fromEntries(used)),
      });
    }),
  ],
  [
    'a value that no expression uses',
    put(FULL, { ConditionExpression: 'attribute_exists(pk)', ...values({ ':x': { S: '' } }) }),
  ],
  ['a value that is not defined', put(FULL, { ConditionExpression: 'n = :x' })],
  ['a syntax error', put(FULL, { ConditionExpression: 'n = = :x', ...values({ ':x': { N: '1' } }) })],
  ['redundant parentheses', put(FULL, { ConditionExpression: '((n = :x))', ...values({ ':x': { N: '1' } }) })],
  ['an empty expression', put(FULL, { ConditionExpression: '' })],
  [
    'updates',
    update(
      'u',
      'SET a = :one, m = :map, l = :list',
      values({ ':one': { N: '1' }, ':map': { M: {} }, ':list': { L: [] } }),
    ),
    update(
      'u',
      'SET a = a + :one, m.x = if_not_exists(m.x, :one), l = list_append(l, :list)',
      values({ ':one': { N: '1' }, ':list': { L: [{ S: 'x' }, { S: 'y' }, { S: 'z' }] } }),
    ),
    update('u', 'REMOVE l[0], m.x SET l[3] = :end ADD hits :one', values({ ':end': { S: 'end' }, ':one': { N: '1' } })),
    update('u', 'ADD tags :tags', values({ ':tags': { SS: ['a', 'b'] } })),
    update('u', 'DELETE tags :tags', values({ ':tags': { SS: ['a', 'b'] } })),
    update('u', 'SET a = a - :half', { ...values({ ':half': { N: '0.5' } }), ReturnValues: 'UPDATED_OLD' }),
    update('u', 'SET a = a - :half', { ...values({ ':half': { N: '0.5' } }), ReturnValues: 'UPDATED_NEW' }),
    get('u'),
  ],
  ['an update of a key', update('u', 'SET sk = :x', values({ ':x': { S: 'x' } }))],
  ['an update through a value that is not a map', update('u', 'SET a.b = :x', values({ ':x': { S: 'x' } }))],
  ['an update of overlapping paths', update('u', 'SET m.x = :x REMOVE m', values({ ':x': { S: 'x' } }))],
  ['an update with a missing operand', update('u', 'SET c = missing + :x', values({ ':x': { N: '1' } }))],
  ['a repeated clause', update('u', 'SET c = :x SET d = :x', values({ ':x': { N: '1' } }))],
  ['an item that an update creates', update('made', 'SET a = :x', values({ ':x': { N: '1' } })), get('made')],
  [
    'a delete with a condition',
    remove('made', { ConditionExpression: 'a = :x', ...values({ ':x': { N: '2' } }) }),
    remove('made', { ReturnValues: 'ALL_OLD' }),
    remove('made'),
  ],
  [
    'queries',
    ...['a', 'b', 'ba', 'c'].map((sk) => put({ ...key(`q-${sk}`), shard: { S: 's' }, createdAt: { S: sk } })),
    query('pk = :pk AND begins_with(sk, :q)', { ':q': { S: 'q-b' } }),
    query('pk = :pk AND sk BETWEEN :a AND :b', { ':a': { S: 'q-a' }, ':b': { S: 'q-b' } }, { ScanIndexForward: false }),
    query('pk = :pk AND sk > :a', { ':a': { S: 'q-a' } }, { Limit: 2 }),
    query('pk = :pk AND sk > :a', { ':a': { S: 'q-a' } }, { Limit: 2, ExclusiveStartKey: key('q-b') }),
    query('pk = :pk', { ':c': { S: 'c' } }, { FilterExpression: 'createdAt = :c' }),
    query('pk = :pk', {}, { Select: 'COUNT' }),
    query('pk = :pk OR sk = :pk', {}),
    query('sk = :pk', {}),
  ],
  [
    'an index that leaves items out',
    [
      'Query',
      {
        TableName: 'items',
        IndexName: 'by-shard',
        KeyConditionExpression: 'shard = :s',
        ExpressionAttributeValues: { ':s': { S: 's' } },
        ScanIndexForward: false,
      },
    ],
    update('q-b', 'REMOVE shard'),
    [
      'Query',
      {
        TableName: 'items',
        IndexName: 'by-shard',
        KeyConditionExpression: 'shard = :s AND createdAt >= :c',
        ExpressionAttributeValues: { ':s': { S: 's' }, ':c': { S: 'b' } },
        Limit: 1,
      },
    ],
    [
      'Query',
      {
        TableName: 'items',
        IndexName: 'by-shard',
        KeyConditionExpression: 'shard = :s',
        ExpressionAttributeValues: { ':s': { S: 's' } },
        ConsistentRead: true,
      },
    ],
  ],
  [
    'numbers as sort keys',
    ...['-10', '-2', '0', '0.5', '3', '20', '1e20'].map(
      (n): Operation => ['PutItem', { TableName: 'numbers', Item: { pk: { S: 'n' }, n: { N: n } } }],
    ),
    [
      'Query',
      { TableName: 'numbers', KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: 'n' } } },
    ],
    [
      'Query',
      {
        TableName: 'numbers',
        KeyConditionExpression: 'pk = :pk AND n < :n',
        ExpressionAttributeValues: { ':pk': { S: 'n' }, ':n': { N: '0.50' } },
      },
    ],
  ],
  ['a batch of reads', ['BatchGetItem', { RequestItems: { items: { Keys: [key('full'), key('nowhere')] } } }]],
  ['a batch with a key twice', ['BatchGetItem', { RequestItems: { items: { Keys: [key('full'), key('full')] } } }]],
];

/** Fixed cases: their title, and their requests in order. */
export const OPERATIONS = CASES.map(([about, ...operations]) => ({ about, operations }));
