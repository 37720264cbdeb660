import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { reservationKey } from '../../core/order/order-keys.ts';
import { holdsPlace, placeOf } from '../../core/order/order-lanes.ts';
import type { ReservedBy } from '../../core/plugin/plugin-context.ts';
import { allOf, equals, isAbsent } from '../update-expression.ts';
import { writeItem } from '../update-item.ts';
import { MAX_TRIES, OrderContended, retryOnConflict } from './change-order.ts';
import { keyPart } from './key-part.ts';
import type { OrderStore } from './order-store.ts';

/** What an order reserves: products of an account. */
export interface Reservation {
  readonly orderId: string;
  readonly run: number;
  readonly crmId: string;
  readonly mode: string;
  /** In the same order for all orders. */
  readonly products: readonly string[];
}

/**
 * The products of accounts that orders have reserved: one item for each, with the order and the run. A reservation lasts until its
 * order ends: the order's own state says so, not the item. So nothing has to be removed, and a crash leaves nothing behind; the next
 * order for the product takes the item over.
 */
export interface Reservations {
  /**
   * Reserves products of an account for an order. Can be repeated. Products before one that is taken stay reserved.
   *
   * @returns the order that has reserved one of them, and has not ended; undefined if all are reserved now
   * @throws OrderContended
   */
  reserve(reservation: Reservation): Promise<ReservedBy | undefined>;
}

/** Who has reserved a product. */
type Holder = Pick<Reservation, 'orderId' | 'run'>;

/** Creates the reservations in the order table. */
export function createReservations(
  client: DynamoDBDocumentClient,
  table: string,
  orders: Pick<OrderStore, 'get'>,
): Reservations {
  const isHeld = async ({ orderId, run }: Holder): Promise<boolean> => {
    const order = await orders.get(orderId);
    return order !== undefined && holdsPlace(order, placeOf(order, run));
  };

  const reserveProduct = async (
    { crmId, mode, orderId, run }: Reservation,
    product: string,
  ): Promise<ReservedBy | 'free' | undefined> => {
    const key = reservationKey(keyPart(crmId), mode, keyPart(product));
    const set = { orderId, run };
    if (await writeItem(client, table, key, { set, when: isAbsent('orderId') })) return 'free';
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
    const holder = Item as Holder | undefined;
    if (holder === undefined) return undefined;
    const isOwn = holder.orderId === orderId;
    if (isOwn && holder.run === run) return 'free';
    if (await isHeld(holder)) return isOwn ? 'free' : { orderId: holder.orderId, product };
    const when = allOf(equals('orderId', holder.orderId), equals('run', holder.run));
    return (await writeItem(client, table, key, { set, when })) ? 'free' : undefined;
  };

  return {
    async reserve(reservation) {
      for (const product of reservation.products) {
        const found = await retryOnConflict(() => reserveProduct(reservation, product));
        if (found === undefined)
          throw new OrderContended(`A reservation changed during each of ${MAX_TRIES} attempts to take it over.`);
        if (found !== 'free') return found;
      }
      return undefined;
    },
  };
}
