import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { deliveryKey, deliveryShardOf } from '../../core/order/order-keys.ts';
import type { DeliveryKey } from '../../core/webhooks/delivery-id.ts';
import {
  type DeliveryAttempt,
  type DeliveryRecord,
  type DeliveryStatus,
  NOBODY,
} from '../../core/webhooks/delivery-record.ts';
import { ifConditionHolds } from '../order-store/order-store.ts';
import { setFields } from './set-fields.ts';

/** Whose turn a write is in, and what it is about. */
export interface DeliveryTurn
  extends DeliveryKey,
    Pick<DeliveryRecord, 'eventType' | 'orderType' | 'round' | 'owner' | 'ownedUntil'> {
  /** ISO 8601. */
  readonly now: string;
}

/** What ends or puts off a delivery that is not being sent. */
export interface DeliveryPause {
  readonly status: Extract<DeliveryStatus, 'waiting' | 'failed'>;
  readonly nextTryAt?: string;
  readonly reason?: string;
}

/** How an attempt ended. */
export interface DeliveryEnding {
  /** The delivery as the claim gave it: its last attempt is the one that ended. */
  readonly claimed: DeliveryRecord;
  readonly attempt: DeliveryAttempt;
  readonly status: Exclude<DeliveryStatus, 'sending'>;
  readonly now: string;
  readonly ownedUntil: string;
  readonly nextTryAt?: string;
  readonly reason?: string;
}

/** Reads and writes delivery items; every write is one conditional update. */
export interface DeliveryStore {
  /** The delivery, read consistently; undefined before its first turn. */
  get(key: DeliveryKey): Promise<DeliveryRecord | undefined>;
  /** Claims the delivery for an attempt; the delivery with that attempt, or undefined when it is not this owner's turn. */
  claim(turn: DeliveryTurn): Promise<DeliveryRecord | undefined>;
  /** Puts the delivery off or gives it up without an attempt; undefined when it is not this owner's turn. */
  pause(turn: DeliveryTurn, pause: DeliveryPause): Promise<DeliveryRecord | undefined>;
  /** Writes how the attempt ended; false when the claim was lost to another host. */
  finish(ending: DeliveryEnding): Promise<boolean>;
  /**
   * Begins a new round of a delivery that is not being sent; undefined when somebody else changed it since it was read.
   */
  beginRound(delivery: DeliveryRecord, now: string): Promise<DeliveryRecord | undefined>;
}

/** How many attempts keep the reply: the item stays far below DynamoDB's 400 KB however often one redelivers. */
const REPLIES_KEPT = 20;

/**
 * When it is an owner's turn: nobody was at it; it waits for this owner, for anybody, or for one that did not come back; or the host
 * that was sending is over its time. Never when it has ended, and never in another round.
 */
const TURN =
  'attribute_not_exists(pk) OR (#round = :round AND ((#status = :is_waiting AND (#owner IN (:owner, :nobody) OR ownedUntil < :now)) OR (#status = :is_sending AND ownedUntil < :now)))';

const TURN_NAMES = { '#round': 'round', '#status': 'status', '#owner': 'owner' } as const;

/** The delivery store over the order table. */
export function createDeliveryStore(client: DynamoDBDocumentClient, table: string): DeliveryStore {
  const update = (
    { orderId, sequence, webhook }: DeliveryKey,
    command: Pick<
      ConstructorParameters<typeof UpdateCommand>[0],
      'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
    >,
  ): Promise<DeliveryRecord | undefined> =>
    ifConditionHolds(async () => {
      const Key = deliveryKey(orderId, sequence, webhook);
      const { Attributes } = await client.send(
        new UpdateCommand({ TableName: table, Key, ReturnValues: 'ALL_NEW', ...command }),
      );
      return Attributes as unknown as DeliveryRecord;
    });

  const takeTurn = (turn: DeliveryTurn, changes: TurnChanges): Promise<DeliveryRecord | undefined> => {
    const { now, orderId, sequence, webhook, eventType, orderType, round, owner, ownedUntil } = turn;
    const fixed = { orderId, sequence, webhook, eventType, orderType, round, owner, ownedUntil, updatedAt: now };
    const set = setFields({ ...fixed, ...changes.set });
    return update(turn, {
      UpdateExpression: `${set.expression}, createdAt = if_not_exists(createdAt, :now), attempts = list_append(if_not_exists(attempts, :none), :attempts), putOff = if_not_exists(putOff, :zero) + :putOff${changes.remove}`,
      ConditionExpression: TURN,
      ExpressionAttributeNames: { ...set.names, ...TURN_NAMES },
      ExpressionAttributeValues: {
        ...set.values,
        ':now': now,
        ':round': round,
        ':owner': owner,
        ':nobody': NOBODY,
        ':is_waiting': 'waiting' satisfies DeliveryStatus,
        ':is_sending': 'sending' satisfies DeliveryStatus,
        ':none': [],
        ':attempts': changes.attempts,
        ':zero': 0,
        ':putOff': changes.putOff,
      },
    });
  };

  return {
    async get({ orderId, sequence, webhook }) {
      const Key = deliveryKey(orderId, sequence, webhook);
      const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
      return Item as unknown as DeliveryRecord | undefined;
    },

    claim(turn) {
      const attempt: DeliveryAttempt = { round: turn.round, startedAt: turn.now };
      const set = { status: 'sending' satisfies DeliveryStatus };
      return takeTurn(turn, { set, attempts: [attempt], putOff: 0, remove: ' REMOVE nextTryAt, reason' });
    },

    pause(turn, { status, nextTryAt, reason }) {
      const set = { status, nextTryAt, reason, deliveryShard: deliveryShardOf(turn.webhook, status) };
      return takeTurn(turn, { set, attempts: [], putOff: status === 'waiting' ? 1 : 0, remove: '' });
    },

    async finish({ claimed, attempt, status, now, ownedUntil, nextTryAt, reason }) {
      const attempts = [...claimed.attempts.slice(0, -1), attempt];
      const set = setFields({
        status,
        ownedUntil,
        nextTryAt,
        reason,
        attempts: attempts.map((each, index) => (index < attempts.length - REPLIES_KEPT ? withoutReply(each) : each)),
        updatedAt: now,
        deliveryShard: deliveryShardOf(claimed.webhook, status),
      });
      const written = await update(claimed, {
        UpdateExpression: set.expression,
        ConditionExpression: '#status = :is_sending AND size(attempts) = :count AND #owner = :owner',
        ExpressionAttributeNames: { ...set.names, '#status': 'status', '#owner': 'owner' },
        ExpressionAttributeValues: {
          ...set.values,
          ':is_sending': 'sending' satisfies DeliveryStatus,
          ':count': attempts.length,
          ':owner': claimed.owner,
        },
      });
      return written !== undefined;
    },

    beginRound(delivery, now) {
      const { round, status, webhook } = delivery;
      const waiting: DeliveryStatus = 'waiting';
      const set = setFields({
        status: waiting,
        round: round + 1,
        owner: NOBODY,
        ownedUntil: now,
        putOff: 0,
        updatedAt: now,
        deliveryShard: deliveryShardOf(webhook, waiting),
      });
      return update(delivery, {
        UpdateExpression: `${set.expression} REMOVE nextTryAt, reason`,
        ConditionExpression: '#round = :from_round AND #status = :from_status',
        ExpressionAttributeNames: { ...set.names, '#round': 'round', '#status': 'status' },
        ExpressionAttributeValues: { ...set.values, ':from_round': round, ':from_status': status },
      });
    },
  };
}

interface TurnChanges {
  readonly set: Readonly<Record<string, unknown>>;
  readonly attempts: readonly DeliveryAttempt[];
  /** 1 when the circuit breaker puts the delivery off. */
  readonly putOff: 0 | 1;
  readonly remove: string;
}

function withoutReply({ reply: _, ...attempt }: DeliveryAttempt): DeliveryAttempt {
  return attempt;
}
