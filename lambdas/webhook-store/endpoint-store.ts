import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { endpointKey } from '../../core/order/order-keys.ts';
import type { EndpointState } from '../../core/webhooks/endpoint-state.ts';
import { retryOnConflict } from '../order-store/change-order.ts';
import { equals, IS_NEW } from '../update-expression.ts';
import { updateItem } from '../update-item.ts';

/** How often a change is tried while other writers change the same endpoint. */
const MAX_TRIES = 8;

/** The endpoint's state changed during every try. The caller may try again. */
export class EndpointContended extends Error {
  override readonly name = 'EndpointContended';
}

/** Reads and changes the state of endpoints. */
export interface EndpointStore {
  /** Returns the state; empty for an endpoint that never failed. */
  get(webhook: string): Promise<EndpointState>;
  /**
   * Changes the state.
   *
   * @param change returns the new state, or its argument to change nothing; may be called several times
   * @returns the new state
   * @throws EndpointContended the state changed during every try
   */
  change(webhook: string, change: (state: EndpointState) => EndpointState): Promise<EndpointState>;
  /** Replaces the state. Returns false if it is no longer `from`. */
  replace(webhook: string, from: EndpointState, to: EndpointState): Promise<boolean>;
}

/** Creates the endpoint store over the order table. */
export function createEndpointStore(client: DynamoDBDocumentClient, table: string): EndpointStore {
  const read = async (webhook: string): Promise<string | undefined> => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: endpointKey(webhook), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : String(Item.state);
  };

  const write = async (webhook: string, from: string | undefined, to: EndpointState): Promise<boolean> => {
    const when = from === undefined ? IS_NEW : equals('state', from);
    const parts = { set: { state: JSON.stringify(to) }, when };
    return (await updateItem(client, table, endpointKey(webhook), parts)) !== undefined;
  };

  return {
    get: async (webhook) => stateOf(await read(webhook)),

    async change(webhook, change) {
      const changed = await retryOnConflict(async () => {
        const text = await read(webhook);
        const state = stateOf(text);
        const next = change(state);
        return next === state || (await write(webhook, text, next)) ? next : undefined;
      }, MAX_TRIES);
      if (changed === undefined)
        throw new EndpointContended(`The state of webhook ${webhook} changed during each of ${MAX_TRIES} tries.`);
      return changed;
    },

    async replace(webhook, from, to) {
      const text = await read(webhook);
      return JSON.stringify(stateOf(text)) === JSON.stringify(from) && write(webhook, text, to);
    },
  };
}

// The state is one text attribute, written as a whole on the condition that it has not changed.
function stateOf(text: string | undefined): EndpointState {
  return text === undefined ? {} : (JSON.parse(text) as EndpointState);
}
