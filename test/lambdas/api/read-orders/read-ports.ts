import type { InMemoryTable } from '../../../../contract/in-memory-table.ts';
import type { ReadOrdersPorts } from '../../../../lambdas/api/read-orders/routes.ts';
import { createConnectionStore } from '../../../../lambdas/connections/connection-store.ts';
import { createEditionStore } from '../../../../lambdas/editions/edition-store.ts';
import { createFindOrders } from '../../../../lambdas/order-store/find-orders.ts';
import { createLaneStore } from '../../../../lambdas/order-store/lane-store.ts';
import { createCountGroups } from '../../../../lambdas/order-store/order-groups.ts';
import { createOrderIndex } from '../../../../lambdas/order-store/order-index.ts';
import { createOrderStore } from '../../../../lambdas/order-store/order-store.ts';
import { createReadStepsOf } from '../../../../lambdas/order-store/read-steps.ts';
import { createSearchIndex } from '../../../../lambdas/order-store/search-index.ts';

/** Returns the ports of the routes that read orders, over a table. */
export function readPorts(
  { client, table }: Pick<InMemoryTable, 'client' | 'table'>,
  now: () => Date,
): ReadOrdersPorts {
  return {
    orders: createOrderStore(client, table),
    lanes: createLaneStore(client, table),
    index: createOrderIndex(client, table),
    findOrders: createFindOrders(
      client,
      table,
      createSearchIndex(client, table, async () => 'a key'),
    ),
    countGroups: createCountGroups(client, table),
    readStepsOf: createReadStepsOf(client, table),
    editions: createEditionStore(client, table),
    connections: createConnectionStore(client, table),
    now,
  };
}
