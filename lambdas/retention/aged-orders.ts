import { DeleteCommand, type DynamoDBDocumentClient, GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { type ItemKey, isStepKey, orderKey } from '../../core/order/order-keys.ts';
import { isAtRest, type OrderStatus } from '../../core/order/order-status.ts';
import { attemptItemOf, type StepItem, stepOf } from '../order-store/order-item.ts';
import { createPayloadHistory } from '../order-store/payload-history.ts';
import type { SearchIndex } from '../order-store/search-index.ts';
import { withoutDetail } from '../order-store/shorten-attempts.ts';
import { allOf, equals, hasSize } from '../update-expression.ts';
import { ifConditionHolds, updateItem } from '../update-item.ts';

/** Changes orders that nothing has changed for a long time. */
export interface AgedOrders {
  /** Deletes orders with everything that belongs to them. Returns those that have to stay. */
  remove(orderIds: readonly string[], cutoff: Date): Promise<readonly string[]>;
  /** Removes bodies, headers and logs from the process events of orders. Returns the orders that have to stay as they are. */
  shorten(orderIds: readonly string[], cutoff: Date): Promise<readonly string[]>;
  /** Deletes what is left of orders that are already gone. */
  removeRemains(orderIds: readonly string[]): Promise<void>;
}

interface OrderAge {
  readonly status: OrderStatus;
  readonly updatedAt: string;
}

/** Creates the changes over the order table. */
export function createAgedOrders(
  client: DynamoDBDocumentClient,
  table: string,
  index: Pick<SearchIndex, 'hashesOf' | 'remove'>,
): AgedOrders {
  const ageOf = async (orderId: string): Promise<OrderAge | undefined> => {
    const { Item } = await client.send(
      new GetCommand({
        TableName: table,
        Key: orderKey(orderId),
        ConsistentRead: true,
        ProjectionExpression: '#status, updatedAt',
        ExpressionAttributeNames: { '#status': 'status' },
      }),
    );
    return Item as OrderAge | undefined;
  };
  const itemsOf = async (orderId: string): Promise<readonly (ItemKey & Record<string, unknown>)[]> => {
    const items: (ItemKey & Record<string, unknown>)[] = [];
    const query = {
      TableName: table,
      KeyConditionExpression: 'pk = :id',
      ExpressionAttributeValues: { ':id': orderId },
      ConsistentRead: true,
    };
    for await (const { Items = [] } of paginateQuery({ client }, query))
      items.push(...(Items as (ItemKey & Record<string, unknown>)[]));
    return items;
  };
  const removeItems = async (orderId: string): Promise<void> => {
    for (const { pk, sk } of await itemsOf(orderId))
      await client.send(new DeleteCommand({ TableName: table, Key: { pk, sk } }));
  };
  const payloadsOf = createPayloadHistory(client, table);
  /** Deletes the order first, so that nobody can resume an order whose steps are gone. */
  const removeOrder = async (orderId: string, { status, updatedAt }: OrderAge): Promise<boolean> => {
    const payloads = await payloadsOf(orderId);
    const deleted = await ifConditionHolds(() =>
      client.send(
        new DeleteCommand({
          TableName: table,
          Key: orderKey(orderId),
          ConditionExpression: '#status = :status AND updatedAt = :updatedAt',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':status': status, ':updatedAt': updatedAt },
        }),
      ),
    );
    if (deleted === undefined) return false;
    for (const payload of payloads) await index.remove(orderId, await index.hashesOf({ id: orderId, payload }));
    await removeItems(orderId);
    return true;
  };
  const shortenStep = async (item: StepItem & ItemKey): Promise<boolean> => {
    if (item.attempts.every(({ detail }) => detail === undefined)) return true;
    const step = stepOf(item);
    const attempts = step.attempts.map(withoutDetail);
    if (attempts.every((attempt, index) => attempt === step.attempts[index])) return true;
    const shortened = await updateItem(
      client,
      table,
      { pk: item.pk, sk: item.sk },
      {
        set: { attempts: attempts.map(attemptItemOf) },
        when: allOf(equals('status', step.status), hasSize('attempts', attempts.length)),
      },
    );
    return shortened !== undefined;
  };
  const shortenOrder = async (orderId: string): Promise<boolean> => {
    const steps = (await itemsOf(orderId)).filter(({ sk }) => isStepKey(sk));
    const results = await Promise.all(steps.map((item) => shortenStep(item as unknown as StepItem & ItemKey)));
    return results.every(Boolean);
  };
  const each = async (
    orderIds: readonly string[],
    cutoff: Date,
    change: (orderId: string, age: OrderAge) => Promise<boolean>,
  ): Promise<readonly string[]> => {
    const stays = await Promise.all(
      orderIds.map(async (orderId) => {
        const age = await ageOf(orderId);
        if (age === undefined) return false;
        return !(isAged(age, cutoff) && (await change(orderId, age)));
      }),
    );
    return orderIds.filter((_, index) => stays[index]);
  };

  return {
    remove: (orderIds, cutoff) => each(orderIds, cutoff, removeOrder),
    shorten: (orderIds, cutoff) => each(orderIds, cutoff, shortenOrder),
    async removeRemains(orderIds) {
      for (const orderId of orderIds) if ((await ageOf(orderId)) === undefined) await removeItems(orderId);
    },
  };
}

/** An order on hold waits for a person, who needs all of it, however long that takes. */
function isAged({ status, updatedAt }: OrderAge, cutoff: Date): boolean {
  return isAtRest(status) && status !== 'held' && updatedAt < cutoff.toISOString();
}
