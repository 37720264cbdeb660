import { type DynamoDBDocumentClient, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { personalMask } from '../../core/erasure/erase-json.ts';
import {
  eraseDelivery,
  eraseJsonText,
  eraseOrder,
  eraseReason,
  eraseStep,
  type Mask,
} from '../../core/erasure/erase-order.ts';
import { type ErasureRefusal, erasureRefusal } from '../../core/erasure/erasure-refusal.ts';
import type { JsonObject } from '../../core/json.ts';
import { DELIVERY_PREFIX, type ItemKey, isPayloadKey, isStepKey, orderKey } from '../../core/order/order-keys.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';
import { PERSON_KINDS } from '../../core/order/search-terms.ts';
import type { DeliveryRecord } from '../../core/webhooks/delivery-record.ts';
import { publishAll } from '../order-events/outbox.ts';
import type { PublishEvents } from '../order-events/publish-events.ts';
import { retryOnConflict } from '../order-store/change-order.ts';
import {
  type FormerPayloadItem,
  type OrderItem,
  orderOf,
  type StepItem,
  stepItemOf,
  stepOf,
} from '../order-store/order-item.ts';
import { type OrderStore, unpublishedMark } from '../order-store/order-store.ts';
import type { SearchIndex } from '../order-store/search-index.ts';
import { allOf, equals, hasSize, isAbsent } from '../update-expression.ts';
import { ifConditionHolds, writeItem } from '../update-item.ts';
import type { ErasedOrder } from './erasure-store.ts';

/** Dependencies of erasing a stored order. */
export interface EraseStoredOrderPorts {
  readonly orders: Pick<OrderStore, 'markPublished'>;
  readonly index: SearchIndex;
  readonly publishEvents: PublishEvents;
  /** Whether the tenant undoes the steps of cancelled orders. */
  readonly undoes: boolean;
  /** Called with an error that the sweeper recovers from. */
  onError(message: string, error: unknown): void;
  now(): Date;
}

/** What to erase. */
export interface OrderToErase {
  readonly orderId: string;
  /** Id of the erasure. */
  readonly erasure: string;
  /** The person that the order must be of; undefined for any order. */
  readonly personHash?: string | undefined;
  /** Called with every revision of the order before it is erased, also after a crash. @default nothing */
  beforeErasing?(payloads: readonly JsonObject[]): Promise<void>;
}

/**
 * Replaces the personal data in every item of an order. Safe to repeat after a crash at any point.
 *
 * @returns its outcome; `unrelated` if the order is not of the person
 */
export type EraseStoredOrder = (what: OrderToErase) => Promise<ErasedOrder | { readonly outcome: 'unrelated' }>;

type Item = ItemKey & Readonly<Record<string, unknown>>;

/** An order with all its items, as the table has them. */
interface WholeOrder {
  readonly item: Item;
  readonly order: OrderRecord;
  readonly others: readonly Item[];
}

const CHANGED: ErasureRefusal = {
  code: 'changed',
  message: 'The order was being changed at the same time. Repeat the erasure.',
};

/** Creates the function over the order table. */
export function createEraseStoredOrder(
  client: DynamoDBDocumentClient,
  table: string,
  { index, now, ...ports }: EraseStoredOrderPorts,
): EraseStoredOrder {
  const read = async (orderId: string): Promise<WholeOrder | undefined> => {
    const query = {
      TableName: table,
      KeyConditionExpression: 'pk = :id',
      ExpressionAttributeValues: { ':id': orderId },
      ConsistentRead: true,
    };
    const items: Item[] = [];
    for await (const { Items = [] } of paginateQuery({ client }, query)) items.push(...(Items as unknown as Item[]));
    const item = items.find(({ sk }) => sk === orderKey(orderId).sk);
    if (item === undefined) return undefined;
    return { item, order: orderOf(item as unknown as OrderItem), others: items.filter((each) => each !== item) };
  };

  const put = (item: object): Promise<unknown> => client.send(new PutCommand({ TableName: table, Item: { ...item } }));

  /** From here on nothing else changes the order: a resume that read it before fails, because the revision differs. */
  const mark = ({ order }: WholeOrder, erasure: string): Promise<boolean> =>
    writeItem(client, table, orderKey(order.id), {
      set: { erasing: erasure, revision: order.revision + 1 },
      when: allOf(
        equals('status', order.status),
        equals('revision', order.revision),
        equals('updatedAt', order.updatedAt),
        hasSize('runs', order.runs.length),
        hasSize('events', order.events.length),
        isAbsent('erased'),
      ),
    });

  const eraseOthers = async ({ others }: WholeOrder, mask: Mask): Promise<void> => {
    const payloadsLast = others.toSorted(
      (left, right) => Number(isPayloadKey(left.sk)) - Number(isPayloadKey(right.sk)),
    );
    for (const item of payloadsLast) {
      const erased = eraseItem(item, mask);
      if (erased !== undefined) await put(erased);
    }
  };

  /** The last write: it takes the personal texts out of the order, by which its other items are masked. */
  const eraseItself = async (
    { item, order }: WholeOrder,
    mask: Mask,
    erasure: string,
  ): Promise<OrderRecord | undefined> => {
    const erased = eraseOrder(order, mask, erasure, now().toISOString());
    const { erasing: _erasing, failure: _failure, operations: _operations, ...rest } = item;
    const { attention: _attention, attentionShard: _shard, ...kept } = rest;
    const { runs: _runs, ...fields } = erased;
    const Item = { ...kept, ...fields, payload: JSON.stringify(erased.payload), ...unpublishedMark(order.id) };
    const written = await ifConditionHolds(() =>
      client.send(
        new PutCommand({
          TableName: table,
          Item,
          ConditionExpression: 'attribute_exists(erasing) AND #status = :status AND size(#events) = :events',
          ExpressionAttributeNames: { '#status': 'status', '#events': 'events' },
          ExpressionAttributeValues: { ':status': order.status, ':events': order.events.length },
        }),
      ),
    );
    return written && erased;
  };

  const payloadsOf = ({ order, others }: WholeOrder): readonly JsonObject[] => [
    order.payload,
    ...others
      .filter(({ sk }) => isPayloadKey(sk))
      .map((item) => JSON.parse((item as unknown as FormerPayloadItem).payload) as JsonObject),
  ];

  const publish = async (erased: OrderRecord): Promise<void> => {
    try {
      await publishAll(erased, { ...ports, orders: ports.orders });
    } catch (error) {
      ports.onError('Could not publish order.erased; the sweeper will publish it', error);
    }
  };

  const attempt = async (what: OrderToErase) => {
    const { orderId, erasure, personHash } = what;
    const whole = await read(orderId);
    if (whole === undefined) return { id: orderId, outcome: 'missing' } as const;
    const { order, others } = whole;
    if (order.erased !== undefined) return { id: orderId, outcome: 'erased' } as const;
    const payloads = payloadsOf(whole);
    const hashesOf = async (kinds?: typeof PERSON_KINDS) =>
      (await Promise.all(payloads.map((payload) => index.hashesOf({ id: orderId, payload }, kinds)))).flat();
    const persons = await hashesOf(PERSON_KINDS);
    // After a crash the revision that names the person may be erased already.
    const isOfPerson = personHash === undefined || order.erasing === erasure || persons.includes(personHash);
    if (!isOfPerson) return { outcome: 'unrelated' } as const;
    if (order.erasing === undefined) {
      const steps = others.filter(({ sk }) => isStepKey(sk)).map((item) => stepOf(item as unknown as StepItem));
      const deliveries = others.filter(isDelivery) as unknown as readonly DeliveryRecord[];
      const refusal = erasureRefusal(order, steps, deliveries, { now: now(), undoes: ports.undoes });
      if (refusal !== undefined) return { id: orderId, outcome: 'refused', refusal } as const;
      if (!(await mark(whole, erasure))) return undefined;
      // Only what is read after the mark is final.
      return attemptMarked(what, persons);
    }
    return attemptMarked(what, persons);
  };

  const attemptMarked = async ({ orderId, erasure, beforeErasing }: OrderToErase, persons: readonly string[]) => {
    const whole = await read(orderId);
    if (whole === undefined) return { id: orderId, outcome: 'missing' } as const;
    const payloads = payloadsOf(whole);
    await beforeErasing?.(payloads);
    const mask = personalMask(payloads);
    // Payloads last: the rest is found and masked by them, also after a crash in between.
    await index.remove(orderId, persons);
    await eraseOthers(whole, mask);
    const erased = await eraseItself(whole, mask, erasure);
    if (erased === undefined) return undefined;
    await publish(erased);
    return { id: orderId, outcome: 'erased' } as const;
  };

  return async (what) =>
    (await retryOnConflict(() => attempt(what))) ?? { id: what.orderId, outcome: 'refused', refusal: CHANGED };
}

function isDelivery({ sk }: ItemKey): boolean {
  return sk.startsWith(DELIVERY_PREFIX);
}

/** Returns an item of an order without personal data; undefined for one that never has any. */
function eraseItem(item: Item, mask: Mask): object | undefined {
  const { pk, sk } = item;
  if (isStepKey(sk)) return { pk, sk, ...stepItemOf(eraseStep(stepOf(item as unknown as StepItem), mask)) };
  if (isDelivery(item)) return eraseDelivery(item as unknown as DeliveryRecord);
  if (!isPayloadKey(sk)) return undefined;
  const { payload, replacedBy } = item as unknown as FormerPayloadItem;
  return { pk, sk, payload: eraseJsonText(payload, mask), replacedBy: eraseReason(replacedBy) };
}
