import { type DynamoDBDocumentClient, GetCommand, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { type AttentionAttributes, attentionAttributes } from '../../core/order/attention.ts';
import {
  dayShardOf,
  isDeliveryKey,
  isPayloadReadKey,
  isStepKey,
  orderKey,
  PARKED,
  statusShardOf,
  unpublishedShardOf,
} from '../../core/order/order-keys.ts';
import type {
  OrderFailure,
  OrderRecord,
  Parking,
  PayloadRead,
  StepRecord,
  StoredEvent,
} from '../../core/order/order-record.ts';
import { isAtRest, type OrderStatus, statusesBefore } from '../../core/order/order-status.ts';
import type { DeliveryRecord } from '../../core/webhooks/delivery-record.ts';
import { allOf, equals, hasSize, IS_STORED, isAbsent, isOneOf, lacks, type UpdateParts } from '../update-expression.ts';
import { ifConditionHolds, updateItem, writeItem } from '../update-item.ts';
import { type UntilAtRest, untilAtRest } from './order-at-rest.ts';
import { type OrderItem, orderOf, payloadReadOf, type StepItem, stepOf } from './order-item.ts';

/** An order with the records of its steps. */
export interface OrderWithSteps {
  readonly order: OrderRecord;
  readonly steps: readonly StepRecord[];
  /** Who read it with its personal data, oldest first. */
  readonly payloadReads: readonly PayloadRead[];
  /** Its deliveries to webhooks, by the number of the event. */
  readonly deliveries: readonly DeliveryRecord[];
}

/** A change of status with the events that report it, in one write. */
export interface StatusChange {
  readonly orderId: string;
  /** The run that makes the change. The write requires it to be the latest. */
  readonly run: number;
  readonly to: OrderStatus;
  readonly events: readonly StoredEvent[];
  readonly failure?: OrderFailure;
  /** Makes lists of what needs a person find the order. Absent unless the run ends with a failure. */
  readonly attention?: AttentionAttributes | undefined;
  /** ISO 8601. */
  readonly at: string;
  /** Whether the write marks the order as having unpublished events (order-events/outbox.ts). @default false */
  readonly marksUnpublished?: boolean;
}

/** The end of a degraded step: healed, or decided by an operator. */
export interface DegradedStepEnd {
  /** The order as it was read. The write requires the same status and run, and the step at the same index of `degraded`. */
  readonly order: OrderRecord;
  readonly step: string;
  readonly event: StoredEvent;
  /** As in `StatusChange`. @default false */
  readonly marksUnpublished?: boolean;
}

/** The parking of an order, with its event, in one write. */
export interface ParkingChange {
  /** The order as it was read. The write requires the same number of events. */
  readonly order: OrderRecord;
  /** The run that parks it. The write requires it to be the latest, and active. */
  readonly run: number;
  readonly parked: Parking;
  readonly events: readonly StoredEvent[];
  /** As in `StatusChange`. @default false */
  readonly marksUnpublished?: boolean;
}

/** The release of a parked order. */
export interface ParkingEnd {
  /** The order as it was read. The write requires the same parking. */
  readonly order: OrderRecord;
  /** Marks the order as having unpublished events. */
  readonly event: StoredEvent | undefined;
}

/** Reads and writes order items, one item at a time. Every write is conditional. */
export interface OrderStore {
  /** Stores a new order. Returns false if its id is taken. */
  put(order: OrderRecord): Promise<boolean>;
  /** Returns the order, read consistently; undefined if there is none. */
  get(orderId: string): Promise<OrderRecord | undefined>;
  /** Returns the order's status, or that it is parked, at half the price: eventually consistent, for polling. */
  statusOf(orderId: string): Promise<OrderStatus | typeof PARKED | undefined>;
  /** Waits until an order is at rest, if the table can tell: see `order-at-rest.ts`. Polling does the same elsewhere. */
  readonly untilAtRest?: UntilAtRest;
  /** Returns the order with its steps; undefined if there is none. */
  getWithSteps(orderId: string): Promise<OrderWithSteps | undefined>;
  /** Changes the status and appends events. Returns the order, or undefined if its status or run no longer allows it. */
  changeStatus(change: StatusChange): Promise<OrderRecord | undefined>;
  /** Adds a step to `degraded` with its events. Returns the order, or undefined if the step is listed or the run is over. */
  degrade(
    change: Pick<StatusChange, 'orderId' | 'run' | 'events' | 'attention' | 'at' | 'marksUnpublished'> & {
      readonly step: string;
    },
  ): Promise<OrderRecord | undefined>;
  /** Removes a step from `degraded`. Returns the order, or undefined if it has changed since it was read. */
  clearDegraded(end: DegradedStepEnd): Promise<OrderRecord | undefined>;
  /** Parks an order. Returns it, or undefined if its run is over or it has changed since it was read. */
  park(change: ParkingChange): Promise<OrderRecord | undefined>;
  /** Ends the parking of an order. Returns it, or undefined if it is no longer parked as it was read. */
  release(end: ParkingEnd): Promise<OrderRecord | undefined>;
  /** Appends events. Returns the order, or undefined if other events or a run were added since it was read. */
  addEvents(
    change: Pick<StatusChange, 'orderId' | 'run' | 'events' | 'at' | 'marksUnpublished'> & { readonly after: number },
  ): Promise<OrderRecord | undefined>;
  /** Marks the order as having unpublished events, for the sweeper. */
  markUnpublished(orderId: string): Promise<void>;
  /** Removes the mark, unless events were added since. */
  markPublished(orderId: string, eventCount: number): Promise<void>;
}

/** The attributes to remove from an order that needs nobody any more. */
export const ATTENTION_ATTRIBUTES: readonly (keyof AttentionAttributes)[] = ['attentionShard', 'attention'];

/** The statuses of an order whose steps may run: before it is complete, and after. */
const WITH_RUNNING_STEPS: readonly OrderStatus[] = ['submitted', 'processing', 'complete'];

/** Creates the order store over a DynamoDB table. */
export function createOrderStore(client: DynamoDBDocumentClient, table: string): OrderStore {
  const update = async (
    orderId: string,
    parts: UpdateParts,
    options?: Parameters<typeof updateItem>[4],
  ): Promise<OrderRecord | undefined> => {
    const item = await updateItem(client, table, orderKey(orderId), parts, options);
    return item && orderOf(item as unknown as OrderItem);
  };

  return {
    ...untilAtRest(client, table),

    async put(order) {
      const Item = {
        ...orderKey(order.id),
        ...order,
        payload: JSON.stringify(order.payload),
        statusShard: statusShardOf(order.status, order.id),
        dayShard: dayShardOf(order.createdAt.slice(0, 10), order.id),
        ...attentionAttributes(order),
      };
      const stored = await ifConditionHolds(() =>
        client.send(new PutCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' })),
      );
      return stored !== undefined;
    },

    async get(orderId) {
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: orderKey(orderId), ConsistentRead: true }),
      );
      return Item === undefined ? undefined : orderOf(Item as OrderItem);
    },

    async statusOf(orderId) {
      const { Item } = await client.send(
        new GetCommand({
          TableName: table,
          Key: orderKey(orderId),
          ProjectionExpression: '#status, #parked.#since',
          ExpressionAttributeNames: { '#status': 'status', '#parked': 'parked', '#since': 'since' },
        }),
      );
      return Item?.parked === undefined ? (Item?.status as OrderStatus | undefined) : PARKED;
    },

    async getWithSteps(orderId) {
      const items: Record<string, unknown>[] = [];
      const pages = paginateQuery(
        { client },
        {
          TableName: table,
          KeyConditionExpression: 'pk = :id',
          ExpressionAttributeValues: { ':id': orderId },
          ConsistentRead: true,
        },
      );
      for await (const page of pages) items.push(...(page.Items ?? []));
      const order = items.find((item) => item.sk === orderKey(orderId).sk);
      if (order === undefined) return undefined;
      const steps = items.filter((item) => isStepKey(String(item.sk)));
      return {
        order: orderOf(order as unknown as OrderItem),
        steps: steps.map((item) => stepOf(item as unknown as StepItem)),
        payloadReads: items.filter((item) => isPayloadReadKey(String(item.sk))).map(payloadReadOf),
        deliveries: items.filter((item) => isDeliveryKey(String(item.sk))) as unknown as readonly DeliveryRecord[],
      };
    },

    async changeStatus({ orderId, run, to, events, failure, attention, at, marksUnpublished = false }) {
      const from = statusesBefore(to);
      if (from.length === 0) return undefined;
      const ends = isAtRest(to);
      const finishedAt = `runs[${run - 1}].finishedAt`;
      const isComplete = to === 'complete';
      const parts = {
        set: {
          status: to,
          statusShard: isComplete ? undefined : statusShardOf(to, orderId),
          updatedAt: at,
          failure,
          ...attention,
          ...(marksUnpublished && unpublishedMark(orderId)),
          ...(ends && { [finishedAt]: at, [`runs[${run - 1}].outcome`]: to }),
        },
        append: { events },
        remove: ['queued', ...(isComplete ? ['statusShard', 'failure'] : []), ...(ends ? ['parked'] : [])],
        when: allOf(
          isOneOf('status', from),
          hasSize('runs', run),
          // A host of an ended run must not change the order: only a new run continues it.
          ...(ends ? [] : [isAbsent(finishedAt)]),
        ),
      };
      // The first step of the run makes the change, and claims itself before it calls a partner.
      return update(orderId, parts, { isFollowed: to === 'processing' });
    },

    degrade({ orderId, run, step, events, attention, at, marksUnpublished = false }) {
      return update(orderId, {
        set: { updatedAt: at, ...attention, ...(marksUnpublished && unpublishedMark(orderId)) },
        append: { degraded: [step], events },
        when: allOf(lacks('degraded', step), hasSize('runs', run), isOneOf('status', WITH_RUNNING_STEPS)),
      });
    },

    clearDegraded({ order, step, event, marksUnpublished = false }) {
      const entry = `degraded[${order.degraded.indexOf(step)}]`;
      const left = order.degraded.filter((id) => id !== step);
      const attention = attentionAttributes({ ...order, degraded: left });
      return update(order.id, {
        set: { updatedAt: event.occurredAt, ...attention, ...(marksUnpublished && unpublishedMark(order.id)) },
        append: { events: [event] },
        remove: [entry, ...(attention === undefined ? ATTENTION_ATTRIBUTES : [])],
        when: allOf(
          equals('status', order.status),
          hasSize('runs', order.runs.length),
          hasSize('degraded', order.degraded.length),
          equals(entry, step),
        ),
      });
    },

    park({ order: { id, events: before }, run, parked, events, marksUnpublished = false }) {
      const at = events[0]?.occurredAt;
      return update(id, {
        set: {
          parked,
          statusShard: statusShardOf(PARKED, id),
          updatedAt: at,
          ...(marksUnpublished && events.length > 0 && unpublishedMark(id)),
        },
        append: { events },
        when: allOf(hasSize('runs', run), hasSize('events', before.length), isOneOf('status', WITH_RUNNING_STEPS)),
      });
    },

    release({ order: { id, status, parked }, event }) {
      return update(id, {
        set: {
          ...(status !== 'complete' && { statusShard: statusShardOf(status, id) }),
          ...(event !== undefined && { updatedAt: event.occurredAt, ...unpublishedMark(id) }),
        },
        append: event === undefined ? {} : { events: [event] },
        remove: ['parked', ...(status === 'complete' ? ['statusShard'] : [])],
        when: allOf(equals('status', status), equals('parked.taskToken', parked?.taskToken)),
      });
    },

    addEvents({ orderId, run, events, at, after, marksUnpublished = false }) {
      return update(orderId, {
        set: { updatedAt: at, ...(marksUnpublished && unpublishedMark(orderId)) },
        append: { events },
        when: allOf(hasSize('events', after), hasSize('runs', run)),
      });
    },

    async markUnpublished(orderId) {
      await writeItem(client, table, orderKey(orderId), { set: unpublishedMark(orderId), when: IS_STORED });
    },

    async markPublished(orderId, eventCount) {
      const when = hasSize('events', eventCount);
      await writeItem(client, table, orderKey(orderId), { remove: ['unpublishedShard'], when });
    },
  };
}

/** Returns the attribute that lets the sweeper find an order with unpublished events. */
export function unpublishedMark(orderId: string): Pick<OrderRecord, 'unpublishedShard'> {
  return { unpublishedShard: unpublishedShardOf(orderId) };
}
