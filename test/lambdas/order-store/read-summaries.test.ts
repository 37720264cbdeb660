import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { orderKey } from '../../../core/order/order-keys.ts';
import { OrdersUnread } from '../../../lambdas/order-store/read-items.ts';
import { readSummaries } from '../../../lambdas/order-store/read-summaries.ts';
import { orderIdOf, storedOrder } from '../api/stored-order.ts';

const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-1' }));
const itemOf = (number: number) => ({ ...storedOrder(number), payload: '{"order_type":"new"}' });
const unread = (number: number) => ({ orders: { Keys: [{ ...orderKey(orderIdOf(number)) }] } });

describe('readSummaries', () => {
  it('requests unread keys again, and returns orders in the order of the ids', async () => {
    const dynamoDb = mockClient(client);
    dynamoDb
      .on(BatchGetCommand)
      .resolvesOnce({ Responses: { orders: [itemOf(2)] }, UnprocessedKeys: unread(1) })
      .resolvesOnce({ Responses: { orders: [itemOf(1)] } });
    const orders = await readSummaries(client, 'orders', [orderIdOf(1), orderIdOf(2)]);
    expect(orders.map((order) => order.id)).toEqual([orderIdOf(1), orderIdOf(2)]);
    expect(orders[0]?.payload).toEqual({ order_type: 'new' });
    expect(dynamoDb.commandCalls(BatchGetCommand)[1]?.args[0].input.RequestItems?.orders?.Keys).toEqual([
      orderKey(orderIdOf(1)),
    ]);
  });

  it('gives up if keys stay unread', async () => {
    const dynamoDb = mockClient(client);
    dynamoDb.on(BatchGetCommand).resolves({ Responses: { orders: [] }, UnprocessedKeys: unread(1) });
    await expect(readSummaries(client, 'orders', [orderIdOf(1)], { firstPauseMs: 1 })).rejects.toThrow(OrdersUnread);
    expect(dynamoDb.commandCalls(BatchGetCommand)).toHaveLength(8);
  });

  it('leaves out missing orders, and sends no request without ids', async () => {
    const dynamoDb = mockClient(client);
    dynamoDb.on(BatchGetCommand).resolves({ Responses: { orders: [itemOf(2)] } });
    expect(await readSummaries(client, 'orders', [orderIdOf(1), orderIdOf(2)])).toHaveLength(1);
    expect(await readSummaries(client, 'orders', [])).toEqual([]);
    expect(dynamoDb.commandCalls(BatchGetCommand)).toHaveLength(1);
  });
});
