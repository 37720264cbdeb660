import { orderKey } from '../../core/order/order-keys.ts';
import { isAtRest, ORDER_STATUSES, type OrderStatus } from '../../core/order/order-status.ts';

/**
 * Waits until an order is at rest or parked, for a number of milliseconds at most.
 *
 * @returns whether it is
 */
export type UntilAtRest = (orderId: string, ms: number) => Promise<boolean>;

/** A client of the table on one machine, which knows when an item is written (embedded/lambda/aws-clients/dynamodb.ts). */
interface WaitingClient {
  getWhen(input: object): Promise<Readonly<Record<string, unknown>>>;
}

/** The statuses of an order at rest, by placeholder. */
const AT_REST = Object.fromEntries(ORDER_STATUSES.filter(isAtRest).map((status, index) => [`:s${index}`, status]));

/** Returns the store's `untilAtRest`, if the client can wait for an item. That of the AWS SDK cannot. */
export function untilAtRest(client: object, table: string): { readonly untilAtRest?: UntilAtRest } {
  if (!canWait(client)) return {};
  return {
    async untilAtRest(orderId, ms) {
      const { Item } = await client.getWhen({
        TableName: table,
        Key: orderKey(orderId),
        ConditionExpression: `attribute_exists(parked) OR #status IN (${Object.keys(AT_REST).join(', ')})`,
        ProjectionExpression: '#status, parked',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: AT_REST,
        WaitMilliseconds: Math.ceil(ms),
      });
      const { status, parked } = (Item ?? {}) as { readonly status?: OrderStatus; readonly parked?: object };
      return parked !== undefined || (status !== undefined && isAtRest(status));
    },
  };
}

function canWait(client: object): client is WaitingClient {
  return 'getWhen' in client;
}
