import { DeleteCommand, type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { laneKey, orderKey, QUEUED, statusShardOf } from '../../core/order/order-keys.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';
import { INITIAL_STATUS } from '../../core/order/order-status.ts';
import { allOf, anyOf, equals, hasSize, isAbsent, lacks } from '../update-expression.ts';
import { ifConditionHolds, updateItem, writeItem } from '../update-item.ts';
import { OrderContended, retryOnConflict } from './change-order.ts';

/** A lane that an order left. */
export interface LaneLeft {
  readonly places: readonly string[];
  readonly wasBehind: boolean;
}

/**
 * The lanes: one item for each subscription that an order is changing, and for each product that it buys for a customer who may have
 * it only once, with the places of the orders, the first one's turn first. A
 * lane without orders has no item. Every write can be repeated.
 */
export interface LaneStore {
  /** Adds a place at the end, unless the lane has it. Returns the places of the lane, in their order. */
  join(lane: string, place: string): Promise<readonly string[]>;
  /** Returns the places of a lane, in their order, read consistently. */
  places(lane: string): Promise<readonly string[]>;
  /**
   * Removes a place, if the lane has it.
   *
   * @returns the places that are left, and whether the place was behind another: then nobody's turn has come
   * @throws OrderContended
   */
  leave(lane: string, place: string): Promise<LaneLeft>;
  /** Records that an order waits for its turn in a lane. Does nothing if its run has started or ended. */
  queue(order: OrderRecord): Promise<void>;
  /** Deletes an order that was stored and is not accepted. Returns false if its run has started or ended. */
  withdraw(order: OrderRecord): Promise<boolean>;
}

/** A lane of a busy subscription changes while it is read. Each failed try means that another order moved on. */
const MAX_TRIES = 50;

/** Creates the lanes in the order table. */
export function createLaneStore(client: DynamoDBDocumentClient, table: string): LaneStore {
  const places = async (lane: string): Promise<readonly string[]> => {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: laneKey(lane), ConsistentRead: true }));
    return placesOf(Item);
  };

  const isRemovedAsLast = async (lane: string, place: string): Promise<boolean> => {
    const condition = {
      ConditionExpression: '#places = :only',
      ExpressionAttributeNames: { '#places': 'places' },
      ExpressionAttributeValues: { ':only': [place] },
    };
    const removed = await ifConditionHolds(() =>
      client.send(new DeleteCommand({ TableName: table, Key: laneKey(lane), ...condition })),
    );
    return removed !== undefined;
  };

  return {
    places,

    async join(lane, place) {
      const joined = await updateItem(client, table, laneKey(lane), {
        append: { places: [place] },
        when: anyOf(isAbsent('places'), lacks('places', place)),
      });
      return joined === undefined ? places(lane) : placesOf(joined);
    },

    async leave(lane, place) {
      const left = await retryOnConflict(async () => {
        if (await isRemovedAsLast(lane, place)) return { places: [], wasBehind: false };
        const current = await places(lane);
        const index = current.indexOf(place);
        if (index === -1) return { places: current, wasBehind: false };
        // The last order's place goes with the item.
        if (current.length === 1) return undefined;
        const item = await updateItem(client, table, laneKey(lane), {
          remove: [`places[${index}]`],
          when: allOf(hasSize('places', current.length), equals(`places[${index}]`, place)),
        });
        return item && { places: placesOf(item), wasBehind: index > 0 };
      }, MAX_TRIES);
      if (left === undefined)
        throw new OrderContended(`Lane ${lane} changed during each of ${MAX_TRIES} attempts to leave it.`);
      return left;
    },

    async queue({ id, runs, updatedAt }) {
      await writeItem(client, table, orderKey(id), {
        set: { queued: { since: updatedAt }, statusShard: statusShardOf(QUEUED, id) },
        when: allOf(equals('status', INITIAL_STATUS), hasSize('runs', runs.length)),
      });
    },

    async withdraw({ id }) {
      const condition = {
        ConditionExpression: '#status = :submitted AND size(#runs) = :first AND attribute_not_exists(#queued)',
        ExpressionAttributeNames: { '#status': 'status', '#runs': 'runs', '#queued': 'queued' },
        ExpressionAttributeValues: { ':submitted': INITIAL_STATUS, ':first': 1 },
      };
      const withdrawn = await ifConditionHolds(() =>
        client.send(new DeleteCommand({ TableName: table, Key: orderKey(id), ...condition })),
      );
      return withdrawn !== undefined;
    },
  };
}

function placesOf(item: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  return (item?.places ?? []) as readonly string[];
}
