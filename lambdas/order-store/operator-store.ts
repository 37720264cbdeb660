import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { JsonObject } from '../../core/json.ts';
import { orderKey, payloadKey, statusShardOf } from '../../core/order/order-keys.ts';
import type { OrderAction, OrderRecord, ResumeAction, RunRecord, StoredEvent } from '../../core/order/order-record.ts';
import type { OrderStatus } from '../../core/order/order-status.ts';
import { allOf, equals, exists, hasSize, IS_STORED, isAbsent, type UpdateParts } from '../update-expression.ts';
import { type OrderItem, orderOf, runItemsOf } from './order-item.ts';
import { ATTENTION_ATTRIBUTES, unpublishedMark } from './order-store.ts';
import { hasAction, updateOnce } from './update-once.ts';

/** A new run of an order at rest. */
export interface Resumption {
  /** The order as it was read. The write requires the same status, run and revision. */
  readonly order: OrderRecord;
  readonly run: RunRecord;
  /** The payload of the new run. */
  readonly payload: JsonObject;
  readonly event: StoredEvent;
  readonly action: ResumeAction;
}

/** An operator's cancellation of an order. */
export interface Cancellation {
  /** The order as it was read. The write requires the same status and run. */
  readonly order: OrderRecord;
  readonly event: StoredEvent;
  readonly action: OrderAction;
}

/** An operator's decision that other orders may pass an order in its lanes. */
export interface LaneYield {
  /** The order as it was read. The write requires the same status and run. */
  readonly order: OrderRecord;
  readonly action: OrderAction;
}

/** A note on an order, or its assignment. */
export interface Annotation {
  /** The order as it was read. The write requires the same status, run and number of actions. */
  readonly order: OrderRecord;
  readonly action: OrderAction & { readonly action: 'note' | 'assign' };
  /** Whom the order is assigned to; null for nobody. @default unchanged */
  readonly assignedTo?: string | null;
}

/** The changes that operators make to an order. Each is one conditional write, and succeeds if the order already has its action. */
export interface OperatorStore {
  /** Stores a copy of the payload that is about to be replaced, with who replaces it, when and why. */
  keepPayload(order: OrderRecord, action: ResumeAction): Promise<void>;
  /** Adds a run and sets the status to `submitted`. Returns it, or undefined if it has changed since it was read. */
  resume(resumption: Resumption): Promise<OrderRecord | undefined>;
  /** Records that other orders may pass. Returns the order, or undefined if it has changed since it was read. */
  yieldLanes(laneYield: LaneYield): Promise<OrderRecord | undefined>;
  /** Adds a note, or says whom the order is assigned to. Returns the order, or undefined if it has changed since it was read. */
  annotate(annotation: Annotation): Promise<OrderRecord | undefined>;
  /** Cancels an order and marks its events as unpublished. Returns it, or undefined if it has changed since it was read. */
  cancel(cancellation: Cancellation): Promise<OrderRecord | undefined>;
}

/** The statuses from which an order can be resumed. */
export const RESUMABLE: readonly OrderStatus[] = ['failed', 'held'];

/** Creates the operator store over the order table. */
export function createOperatorStore(client: DynamoDBDocumentClient, table: string): OperatorStore {
  const update = async (
    order: OrderRecord,
    action: OrderAction,
    parts: UpdateParts,
  ): Promise<OrderRecord | undefined> => {
    const when = allOf(equals('status', order.status), hasSize('runs', order.runs.length), parts.when);
    const changes = { ...parts, when };
    const item = await updateOnce(client, table, orderKey(order.id), changes, (found) => hasAction(found, action));
    return item && orderOf(item as unknown as OrderItem);
  };

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
      const status: OrderStatus = 'submitted';
      return update(order, action, {
        set: {
          status,
          statusShard: statusShardOf(status, order.id),
          updatedAt: action.at,
          runs: runItemsOf([...order.runs, run]),
          payload: JSON.stringify(payload),
          revision: action.revision,
          degraded: [],
        },
        append: { events: [event], operations: [action] },
        remove: ['failure', ...ATTENTION_ATTRIBUTES],
        when: equals('revision', order.revision),
      });
    },

    yieldLanes({ order, action }) {
      return update(order, action, {
        set: { updatedAt: action.at },
        append: { operations: [action] },
        when: IS_STORED,
      });
    },

    annotate({ order, action, assignedTo }) {
      const { operations } = order;
      return update(order, action, {
        set: { assignedTo: assignedTo ?? undefined },
        append: { operations: [action] },
        remove: assignedTo === null ? ['assignedTo'] : [],
        when: allOf(
          operations === undefined ? isAbsent('operations') : hasSize('operations', operations.length),
          isAbsent('erasing'),
          isAbsent('erased'),
        ),
      });
    },

    cancel({ order, event, action }) {
      const status: OrderStatus = 'cancelled';
      const run = `runs[${order.runs.length - 1}]`;
      const isRunning = order.runs.at(-1)?.finishedAt === undefined;
      return update(order, action, {
        set: {
          status,
          statusShard: statusShardOf(status, order.id),
          updatedAt: action.at,
          ...unpublishedMark(order.id),
          ...(isRunning && { [`${run}.finishedAt`]: action.at, [`${run}.outcome`]: status }),
        },
        append: { events: [event], operations: [action] },
        remove: ['parked', 'queued', ...ATTENTION_ATTRIBUTES],
        when: isRunning ? isAbsent(`${run}.finishedAt`) : exists(`${run}.finishedAt`),
      });
    },
  };
}
