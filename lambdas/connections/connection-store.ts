import { type DynamoDBDocumentClient, GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { ConnectionState } from '../../core/connections/connection-state.ts';
import { CONNECTIONS_PARTITION, connectionKey } from '../../core/order/order-keys.ts';
import { retryOnConflict } from '../order-store/change-order.ts';
import { equals, IS_NEW } from '../update-expression.ts';
import { writeItem } from '../update-item.ts';

/** How often a change is tried while other functions change the same connection. */
const MAX_TRIES = 8;

/** The connection's state changed during every try. The caller may try again. */
export class ConnectionContended extends Error {
  override readonly name = 'ConnectionContended';
}

/** Reads and changes the state of connections: one item each, which exists only once something was wrong. */
export interface ConnectionStore {
  /** Returns the state, read consistently; empty for a connection that never had an outage. */
  get(name: string): Promise<ConnectionState>;
  /** As `get`, at half the price: eventually consistent. */
  peek(name: string): Promise<ConnectionState>;
  /** Returns the states of all connections that have one, by name, with one query. */
  list(): Promise<ReadonlyMap<string, ConnectionState>>;
  /**
   * Changes the state.
   *
   * @param change returns the new state, or its argument to change nothing; may be called several times
   * @returns the new state
   * @throws ConnectionContended the state changed during every try
   */
  change(name: string, change: (state: ConnectionState) => ConnectionState): Promise<ConnectionState>;
}

/** Creates the connection store over the order table. */
export function createConnectionStore(client: DynamoDBDocumentClient, table: string): ConnectionStore {
  const read = async (name: string, ConsistentRead: boolean): Promise<string | undefined> => {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: connectionKey(name), ConsistentRead }));
    return Item === undefined ? undefined : String(Item.state);
  };

  return {
    get: async (name) => stateOf(await read(name, true)),
    peek: async (name) => stateOf(await read(name, false)),

    async list() {
      const states = new Map<string, ConnectionState>();
      const pages = paginateQuery(
        { client },
        {
          TableName: table,
          KeyConditionExpression: 'pk = :connections',
          ExpressionAttributeValues: { ':connections': CONNECTIONS_PARTITION },
        },
      );
      for await (const { Items = [] } of pages)
        for (const { sk, state } of Items) states.set(String(sk), stateOf(String(state)));
      return states;
    },

    async change(name, change) {
      const changed = await retryOnConflict(async () => {
        const text = await read(name, true);
        const state = stateOf(text);
        const next = change(state);
        if (next === state) return next;
        const parts = {
          set: { state: JSON.stringify(next) },
          when: text === undefined ? IS_NEW : equals('state', text),
        };
        return (await writeItem(client, table, connectionKey(name), parts)) ? next : undefined;
      }, MAX_TRIES);
      if (changed === undefined)
        throw new ConnectionContended(`The state of connection ${name} changed during each of ${MAX_TRIES} tries.`);
      return changed;
    },
  };
}

// The state is one text attribute, written as a whole on the condition that it has not changed.
function stateOf(text: string | undefined): ConnectionState {
  return text === undefined ? {} : (JSON.parse(text) as ConnectionState);
}
