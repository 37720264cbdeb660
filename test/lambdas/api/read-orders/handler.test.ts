import { afterEach, describe, expect, it, vi } from 'vitest';
import { startTable } from '../../../../contract/in-memory-table.ts';
import { handler } from '../../../../lambdas/api/read-orders/handler.ts';
import { createOrderStore } from '../../../../lambdas/order-store/order-store.ts';
import { send } from '../api-event.ts';
import { storedOrder } from '../stored-order.ts';

describe('read-orders handler', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('names the missing environment variable, then reads from the table that the environment names', async () => {
    vi.stubEnv('ORDERS_TABLE', undefined);
    const order = storedOrder(1);
    const request = { route: 'GET /orders/{id}', pathParameters: { id: order.id } };
    await expect(send(handler, request)).rejects.toThrow(/ORDERS_TABLE/);

    const table = await startTable();
    try {
      await createOrderStore(table.client, table.table).put(order);
      vi.stubEnv('ORDERS_TABLE', table.table);
      vi.stubEnv('SEARCH_KEY_SECRET', 'acme/.search-key');
      vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', table.endpoint);
      vi.stubEnv('AWS_REGION', 'eu-west-1');
      vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
      expect(await send(handler, request)).toMatchObject({ status: 200, body: { id: order.id } });
      expect(await send(handler, { route: 'GET /orders', query: { status: 'failed' } })).toMatchObject({
        body: { items: [], cursor: null },
      });
    } finally {
      await table.close();
    }
  });
});
