import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { deliveryKey, deliveryShardOf } from '../../core/order/order-keys.ts';
import {
  type DeliveryAttempt,
  type DeliveryKey,
  type DeliveryRecord,
  type DeliveryStatus,
  NO_OWNER,
} from '../../core/webhooks/delivery-record.ts';
import {
  allOf,
  anyOf,
  type Condition,
  equals,
  hasSize,
  IS_NEW,
  isLess,
  isOneOf,
  type UpdateParts,
} from '../update-expression.ts';
import { updateItem } from '../update-item.ts';

/** A delivery and the execution whose turn it is to send it. */
export interface DeliveryTurn
  extends DeliveryKey,
    Pick<DeliveryRecord, 'eventType' | 'orderType' | 'round' | 'owner' | 'ownedUntil'> {
  /** ISO 8601. */
  readonly now: string;
}

/** How a delivery ends, or is postponed, without an attempt. */
export interface DeliveryPause {
  readonly status: Extract<DeliveryStatus, 'waiting' | 'failed'>;
  readonly nextTryAt?: string;
  readonly reason?: string;
}

/** How an attempt ended. */
export interface DeliveryEnding {
  /** The delivery as the claim returned it. Its last attempt is the one that ended. */
  readonly claimed: DeliveryRecord;
  readonly attempt: DeliveryAttempt;
  readonly status: Exclude<DeliveryStatus, 'sending'>;
  readonly now: string;
  readonly ownedUntil: string;
  readonly nextTryAt?: string;
  readonly reason?: string;
}

/** Reads and writes delivery items. Every change is one conditional update. */
export interface DeliveryStore {
  /** Returns the delivery, read consistently; undefined before its first turn. */
  get(key: DeliveryKey): Promise<DeliveryRecord | undefined>;
  /** Claims the delivery for an attempt. Returns it with that attempt, or undefined if it is not this owner's turn. */
  claim(turn: DeliveryTurn): Promise<DeliveryRecord | undefined>;
  /** Postpones or fails the delivery without an attempt. Returns undefined if it is not this owner's turn. */
  pause(turn: DeliveryTurn, pause: DeliveryPause): Promise<DeliveryRecord | undefined>;
  /** Records how the attempt ended. Returns false if another host has taken the claim. */
  finish(ending: DeliveryEnding): Promise<boolean>;
  /** Starts a new round of a delivery that is not being sent. Returns undefined if it has changed since it was read. */
  startRound(delivery: DeliveryRecord, now: string): Promise<DeliveryRecord | undefined>;
}

/** How many attempts keep their reply, so that an item with many redeliveries stays far below DynamoDB's 400 KB. */
const REPLIES_KEPT = 20;

/** Creates the delivery store over the order table. */
export function createDeliveryStore(client: DynamoDBDocumentClient, table: string): DeliveryStore {
  const update = async (
    { orderId, sequence, webhook }: DeliveryKey,
    parts: UpdateParts,
  ): Promise<DeliveryRecord | undefined> => {
    const item = await updateItem(client, table, deliveryKey(orderId, sequence, webhook), parts);
    return item as unknown as DeliveryRecord | undefined;
  };

  const takeTurn = (turn: DeliveryTurn, changes: TurnChanges): Promise<DeliveryRecord | undefined> => {
    const { now, orderId, sequence, webhook, eventType, orderType, round, owner, ownedUntil } = turn;
    return update(turn, {
      set: {
        orderId,
        sequence,
        webhook,
        eventType,
        orderType,
        round,
        owner,
        ownedUntil,
        updatedAt: now,
        ...changes.set,
      },
      setIfAbsent: { createdAt: now },
      append: { attempts: changes.attempts },
      increase: { putOff: changes.postponements },
      remove: changes.remove,
      when: isTurnOf(turn),
    });
  };

  return {
    async get({ orderId, sequence, webhook }) {
      const Key = deliveryKey(orderId, sequence, webhook);
      const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      return Item as unknown as DeliveryRecord | undefined;
    },

    claim(turn) {
      return takeTurn(turn, {
        set: { status: 'sending' },
        attempts: [{ round: turn.round, startedAt: turn.now }],
        postponements: 0,
        remove: ['nextTryAt', 'reason'],
      });
    },

    pause(turn, { status, nextTryAt, reason }) {
      return takeTurn(turn, {
        set: { status, nextTryAt, reason, deliveryShard: deliveryShardOf(turn.webhook, status) },
        attempts: [],
        postponements: status === 'waiting' ? 1 : 0,
        remove: [],
      });
    },

    async finish({ claimed, attempt, status, now, ownedUntil, nextTryAt, reason }) {
      const attempts = [...claimed.attempts.slice(0, -1), attempt];
      const written = await update(claimed, {
        set: {
          status,
          ownedUntil,
          nextTryAt,
          reason,
          attempts: attempts.map((each, index) => (index < attempts.length - REPLIES_KEPT ? withoutReply(each) : each)),
          updatedAt: now,
          deliveryShard: deliveryShardOf(claimed.webhook, status),
        },
        when: allOf(IS_SENDING, hasSize('attempts', attempts.length), equals('owner', claimed.owner)),
      });
      return written !== undefined;
    },

    startRound(delivery, now) {
      const status: DeliveryStatus = 'waiting';
      return update(delivery, {
        set: {
          status,
          round: delivery.round + 1,
          owner: NO_OWNER,
          ownedUntil: now,
          putOff: 0,
          updatedAt: now,
          deliveryShard: deliveryShardOf(delivery.webhook, status),
        },
        remove: ['nextTryAt', 'reason'],
        when: allOf(equals('round', delivery.round), equals('status', delivery.status)),
      });
    },
  };
}

interface TurnChanges {
  readonly set: Pick<DeliveryRecord, 'status'> & Readonly<Record<string, unknown>>;
  readonly attempts: readonly DeliveryAttempt[];
  /** 1 if the circuit breaker postpones the delivery. */
  readonly postponements: 0 | 1;
  readonly remove: readonly string[];
}

const IS_SENDING = equals('status', 'sending' satisfies DeliveryStatus);
const IS_WAITING = equals('status', 'waiting' satisfies DeliveryStatus);

/**
 * Returns the condition that it is this owner's turn: the delivery is new; or its round waits for this owner, for any
 * owner, or for one that did not return; or the lease of the host that was sending it has expired. It never holds for
 * another round, or for a delivery that has ended.
 */
function isTurnOf({ round, owner, now }: DeliveryTurn): Condition {
  const isLeaseExpired = isLess('ownedUntil', now);
  const isFree = anyOf(
    allOf(IS_WAITING, anyOf(isOneOf('owner', [owner, NO_OWNER]), isLeaseExpired)),
    allOf(IS_SENDING, isLeaseExpired),
  );
  return anyOf(IS_NEW, allOf(equals('round', round), isFree));
}

function withoutReply({ reply: _, ...attempt }: DeliveryAttempt): DeliveryAttempt {
  return attempt;
}
