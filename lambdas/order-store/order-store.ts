import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { dayShardOf, isStepKey, orderKey, statusShardOf, unpublishedShardOf } from '../../core/order/order-keys.ts';
import type { OrderFailure, OrderRecord, StepRecord, StoredEvent } from '../../core/order/order-record.ts';
import { isAtRest, type OrderStatus, statusesBefore } from '../../core/order/order-status.ts';
import { type OrderItem, orderOf, type StepItem, stepOf } from './order-item.ts';

/** An order with the records of its steps. */
export interface OrderWithSteps {
  readonly order: OrderRecord;
  readonly steps: readonly StepRecord[];
}

/** A change of status together with the events that tell of it: one write, the outbox. */
export interface StatusChange {
  readonly orderId: string;
  /** The run that makes the change; a later run makes it void. */
  readonly run: number;
  readonly to: OrderStatus;
  readonly events: readonly StoredEvent[];
  readonly failure?: OrderFailure;
  /** ISO 8601. */
  readonly at: string;
  /** Marks the order as having events to publish, for a writer that nobody tries again. @default false */
  readonly marksUnpublished?: boolean;
}

/** The end of a degraded step: healed, or decided by an operator. */
export interface DegradedStepEnd {
  /** The order as it was read. The write requires the same status and run, and the step at the same place in the list. */
  readonly order: OrderRecord;
  readonly step: string;
  readonly event: StoredEvent;
  /** Marks the order as having events to publish, for a writer that nobody tries again. @default false */
  readonly marksUnpublished?: boolean;
}

/** Reads and writes order items, one item at a time; every write is conditional. */
export interface OrderStore {
  /** Stores a new order; false when there is one with this id already. */
  put(order: OrderRecord): Promise<boolean>;
  /** The order, read consistently; undefined when there is none. */
  get(orderId: string): Promise<OrderRecord | undefined>;
  /** The order's status, cheaply: not consistent, for polling. */
  statusOf(orderId: string): Promise<OrderStatus | undefined>;
  /** The order with its steps; undefined when there is none. */
  getWithSteps(orderId: string): Promise<OrderWithSteps | undefined>;
  /** Changes the status and appends events; the order after it, or undefined when status or run no longer allow it. */
  changeStatus(change: StatusChange): Promise<OrderRecord | undefined>;
  /** Adds a step to `degraded` with its events; the order after it, or undefined when it is there already or the run is over. */
  degrade(
    change: Pick<StatusChange, 'orderId' | 'run' | 'events' | 'at' | 'marksUnpublished'> & { readonly step: string },
  ): Promise<OrderRecord | undefined>;
  /** Removes a step from `degraded`; the order after it, or undefined if it has changed since it was read. */
  clearDegraded(end: DegradedStepEnd): Promise<OrderRecord | undefined>;
  /** Adds events to an order as it was read; the order after it, or undefined when others were added since, or a run. */
  addEvents(
    change: Pick<StatusChange, 'orderId' | 'run' | 'events' | 'at'> & { readonly after: number },
  ): Promise<OrderRecord | undefined>;
  /** Marks the order as having events that were not published, for the sweeper. */
  markUnpublished(orderId: string): Promise<void>;
  /** Takes the mark away, unless events were added since. */
  markPublished(orderId: string, eventCount: number): Promise<void>;
}

/** The statuses in which steps run: before the order is complete, and after it. */
const AT_WORK = {
  ':submitted': 'submitted',
  ':processing': 'processing',
  ':complete': 'complete',
} as const satisfies Record<string, OrderStatus>;

/** Sets the mark by which the sweeper finds an order. */
const MARK = 'unpublishedShard = :unpublished';

/** The order store over a DynamoDB table. */
export function createOrderStore(client: DynamoDBDocumentClient, table: string): OrderStore {
  const update = (command: Omit<ConstructorParameters<typeof UpdateCommand>[0], 'TableName'>) =>
    ifConditionHolds(async () => {
      const { Attributes } = await client.send(
        new UpdateCommand({ TableName: table, ReturnValues: 'ALL_NEW', ...command }),
      );
      return orderOf(Attributes as OrderItem);
    });

  return {
    async put(order) {
      const Item = {
        ...orderKey(order.id),
        ...order,
        payload: JSON.stringify(order.payload),
        statusShard: statusShardOf(order.status, order.id),
        dayShard: dayShardOf(order.createdAt.slice(0, 10), order.id),
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
          ProjectionExpression: '#status',
          ExpressionAttributeNames: { '#status': 'status' },
        }),
      );
      return Item?.status as OrderStatus | undefined;
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
      };
    },

    changeStatus({ orderId, run, to, events, failure, at, marksUnpublished = false }) {
      const from = statusesBefore(to);
      if (from.length === 0) return Promise.resolve(undefined);
      const runPath = `#runs[${run - 1}]`;
      const ends = isAtRest(to);
      return update({
        Key: orderKey(orderId),
        UpdateExpression: [
          'SET #status = :to, updatedAt = :at, #events = list_append(#events, :events)',
          ...(to === 'complete' ? [] : ['statusShard = :shard']),
          ...(failure === undefined ? [] : ['failure = :failure']),
          ...(marksUnpublished ? [MARK] : []),
          ...(ends ? [`${runPath}.finishedAt = :at`, `${runPath}.outcome = :to`] : []),
        ]
          .join(', ')
          .concat(to === 'complete' ? ' REMOVE statusShard, failure' : ''),
        ConditionExpression: [
          `#status IN (${from.map((_, index) => `:from${index}`).join(', ')})`,
          'size(#runs) = :run',
          // Only a new run brings an ended order back to work, never a late host of the run that ended.
          ...(ends ? [] : [`attribute_not_exists(${runPath}.finishedAt)`]),
        ].join(' AND '),
        ExpressionAttributeNames: { '#status': 'status', '#events': 'events', '#runs': 'runs' },
        ExpressionAttributeValues: {
          ':to': to,
          ':at': at,
          ':events': events,
          ':run': run,
          ...(to === 'complete' ? {} : { ':shard': statusShardOf(to, orderId) }),
          ...(failure === undefined ? {} : { ':failure': failure }),
          ...(marksUnpublished && { ':unpublished': unpublishedShardOf(orderId) }),
          ...Object.fromEntries(from.map((status, index) => [`:from${index}`, status])),
        },
      });
    },

    degrade({ orderId, run, step, events, at, marksUnpublished = false }) {
      return update({
        Key: orderKey(orderId),
        UpdateExpression: `SET degraded = list_append(degraded, :steps), updatedAt = :at, #events = list_append(#events, :events)${marksUnpublished ? `, ${MARK}` : ''}`,
        ConditionExpression: `NOT contains(degraded, :step) AND size(#runs) = :run AND #status IN (${Object.keys(AT_WORK).join(', ')})`,
        ExpressionAttributeNames: { '#events': 'events', '#runs': 'runs', '#status': 'status' },
        ExpressionAttributeValues: {
          ...AT_WORK,
          ':steps': [step],
          ':step': step,
          ':at': at,
          ':events': events,
          ':run': run,
          ...(marksUnpublished && { ':unpublished': unpublishedShardOf(orderId) }),
        },
      });
    },

    clearDegraded({ order, step, event, marksUnpublished = false }) {
      const entry = `degraded[${order.degraded.indexOf(step)}]`;
      return update({
        Key: orderKey(order.id),
        UpdateExpression: `SET updatedAt = :at, #events = list_append(#events, :event)${marksUnpublished ? `, ${MARK}` : ''} REMOVE ${entry}`,
        ConditionExpression: `#status = :was AND size(#runs) = :run AND ${entry} = :step`,
        ExpressionAttributeNames: { '#events': 'events', '#runs': 'runs', '#status': 'status' },
        ExpressionAttributeValues: {
          ':was': order.status,
          ':run': order.runs.length,
          ':step': step,
          ':at': event.occurredAt,
          ':event': [event],
          ...(marksUnpublished && { ':unpublished': unpublishedShardOf(order.id) }),
        },
      });
    },

    addEvents({ orderId, run, events, at, after }) {
      return update({
        Key: orderKey(orderId),
        UpdateExpression: 'SET updatedAt = :at, #events = list_append(#events, :events)',
        ConditionExpression: 'size(#events) = :after AND size(#runs) = :run',
        ExpressionAttributeNames: { '#events': 'events', '#runs': 'runs' },
        ExpressionAttributeValues: { ':at': at, ':events': events, ':after': after, ':run': run },
      });
    },

    async markUnpublished(orderId) {
      await update({
        Key: orderKey(orderId),
        UpdateExpression: `SET ${MARK}`,
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':unpublished': unpublishedShardOf(orderId) },
      });
    },

    async markPublished(orderId, eventCount) {
      await update({
        Key: orderKey(orderId),
        UpdateExpression: 'REMOVE unpublishedShard',
        ConditionExpression: 'size(#events) = :count',
        ExpressionAttributeNames: { '#events': 'events' },
        ExpressionAttributeValues: { ':count': eventCount },
      });
    },
  };
}

/** The result of a conditional call; undefined when its condition does not hold. */
export async function ifConditionHolds<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
