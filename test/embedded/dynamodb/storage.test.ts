import { describe, expect, it } from 'vitest';
import { ORDER_TABLE } from '../../../blueprint/table.ts';
import { openDynamoDb } from '../../../embedded/dynamodb/dynamodb.ts';
import { openStore } from '../../../embedded/sqlite/store.ts';

const TableName = 'orders';
const Key = { pk: { S: 'order' }, sk: { S: 'step' } };

describe('what the store keeps of an item', () => {
  it('is text while it is new, packed once it is replaced, and the same item both times', async () => {
    const store = openStore(':memory:');
    const dynamo = openDynamoDb(store);
    await dynamo.ensureTable(TableName, ORDER_TABLE);
    const kinds: unknown[] = [];
    for (const note of ['a', 'b']) {
      const Item = { ...Key, note: { S: note.repeat(400) } };
      await dynamo.call('PutItem', { TableName, Item });
      kinds.push(store.database.prepare('SELECT typeof(item) AS kind FROM data_1').get()?.kind);
      await expect(dynamo.call('GetItem', { TableName, Key })).resolves.toEqual({ Item });
    }
    expect(kinds).toEqual(['text', 'blob']);
    await dynamo.close();
    await store.close();
  });
});
