import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { JsonObject } from '../../core/json.ts';
import type { OrderAction, ResumeAction } from '../../core/order/operator-action.ts';
import { orderKey, payloadKey, statusShardOf, unpublishedShardOf } from '../../core/order/order-keys.ts';
import type { OrderRecord, RunRecord, StoredEvent } from '../../core/order/order-record.ts';
import type { OrderStatus } from '../../core/order/order-status.ts';
import { type OrderItem, orderOf, runItemsOf } from './order-item.ts';
import { ifConditionHolds } from './order-store.ts';

/** A new run of an order that came to rest. */
export interface Resumption {
  /** The order as it was read: its status, run and revision are the condition of the write. */
  readonly order: OrderRecord;
  readonly run: RunRecord;
  /** The payload that the run works on. */
  readonly payload: JsonObject;
  readonly event: StoredEvent;
  readonly action: ResumeAction;
}

/** The end of an order by an operator. */
export interface Cancellation {
  /** The order as it was read: its status and run are the condition of the write. */
  readonly order: OrderRecord;
  readonly event: StoredEvent;
  readonly action: OrderAction;
}

/** The writes of operators on the order's item; each of them is one conditional write, and gives the order after it. */
export interface OperatorStore {
  /** Keeps the payload of an order beside it, with who is about to replace it, when and why. */
  keepPayload(order: OrderRecord, action: ResumeAction): Promise<void>;
  /** Brings an order back to `submitted` with a new run; undefined when it has changed since it was read. */
  resume(resumption: Resumption): Promise<OrderRecord | undefined>;
  /** Cancels an order, marked as having events to publish; undefined when it has changed since it was read. */
  cancel(cancellation: Cancellation): Promise<OrderRecord | undefined>;
}

/** The statuses that a resume leaves. */
export const RESUMABLE: readonly OrderStatus[] = ['failed', 'held'];

/** The operator's writes over the order table. */
export function createOperatorStore(client: DynamoDBDocumentClient, table: string): OperatorStore {
  const update = (order: OrderRecord, command: UpdateParts): Promise<OrderRecord | undefined> =>
    ifConditionHolds(async () => {
      const { Attributes } = await client.send(
        new UpdateCommand({
          TableName: table,
          Key: orderKey(order.id),
          ReturnValues: 'ALL_NEW',
          UpdateExpression: command.update,
          ConditionExpression: `#status = :was AND size(#runs) = :run AND ${command.condition}`,
          ExpressionAttributeNames: { '#status': 'status', '#runs': 'runs', '#events': 'events' },
          ExpressionAttributeValues: { ':was': order.status, ':run': order.runs.length, ...command.values },
        }),
      );
      return orderOf(Attributes as OrderItem);
    });

  return {
    async keepPayload(order, { run, by, at, reason }) {
      const Item = {
        ...payloadKey(order.id, order.revision),
        payload: JSON.stringify(order.payload),
        replacedBy: { run, by, at, reason },
      };
      await client.send(new PutCommand({ TableName: table, Item }));
    },

    resume({ order, run, payload, event, action }) {
      return update(order, {
        update: `SET #status = :to, statusShard = :shard, updatedAt = :at, #runs = :runs, ${APPEND_EVENT}, ${APPEND_ACTION}, payload = :payload, revision = :revision, degraded = :none REMOVE failure`,
        condition: 'revision = :read',
        values: {
          ':to': 'submitted' satisfies OrderStatus,
          ':shard': statusShardOf('submitted', order.id),
          ':at': action.at,
          ':runs': runItemsOf([...order.runs, run]),
          ':event': [event],
          ':action': [action],
          ':none': [],
          ':payload': JSON.stringify(payload),
          ':revision': action.revision,
          ':read': order.revision,
        },
      });
    },

    cancel({ order, event, action }) {
      const run = `#runs[${order.runs.length - 1}]`;
      const ends = order.runs.at(-1)?.finishedAt === undefined;
      return update(order, {
        update: `SET #status = :to, statusShard = :shard, unpublishedShard = :unpublished, updatedAt = :at, ${APPEND_EVENT}, ${APPEND_ACTION}${ends ? `, ${run}.finishedAt = :at, ${run}.outcome = :to` : ''}`,
        condition: `attribute_${ends ? 'not_' : ''}exists(${run}.finishedAt)`,
        values: {
          ':to': 'cancelled' satisfies OrderStatus,
          ':shard': statusShardOf('cancelled', order.id),
          ':unpublished': unpublishedShardOf(order.id),
          ':at': action.at,
          ':event': [event],
          ':action': [action],
          ':none': [],
        },
      });
    },
  };
}

interface UpdateParts {
  readonly update: string;
  /** Beside the status and the run that were read. */
  readonly condition: string;
  readonly values: Readonly<Record<string, unknown>>;
}

const APPEND_EVENT = '#events = list_append(#events, :event)';
const APPEND_ACTION = 'operations = list_append(if_not_exists(operations, :none), :action)';
