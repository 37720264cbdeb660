import { gunzipSync, gzipSync } from 'node:zlib';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { Edition } from '../../core/editions/edition.ts';
import type { Rollout } from '../../core/editions/rollout.ts';
import { editionKey, type ItemKey, ROLLOUT_KEY } from '../../core/order/order-keys.ts';
import { retryOnConflict } from '../order-store/change-order.ts';
import { ifConditionHolds } from '../update-item.ts';

/** The editions of a tenant, and which of them new orders get. Editions are never changed nor deleted. */
export interface EditionStore {
  /** Returns the rollout; undefined before the first deployment with `aws.canary`. Eventually consistent. */
  rollout(): Promise<Rollout | undefined>;
  /**
   * Changes the rollout.
   *
   * @param change returns the rollout after the change, or the same one if there is nothing to change; may be called again
   * @returns the rollout after the change
   * @throws RolloutContended others changed the rollout during every try; what `change` throws
   */
  change(change: (rollout: Rollout | undefined) => Rollout): Promise<Rollout>;
  /** @throws EditionMissing */
  edition(id: string): Promise<Edition>;
  /** Returns every edition. */
  all(): Promise<readonly Edition[]>;
  /** Stores an edition, unless it is stored. */
  add(edition: Edition): Promise<void>;
}

/** Others changed the rollout during every try. The caller may try again. */
export class RolloutContended extends Error {
  override readonly name = 'RolloutContended';
}

/** The table has no edition of that id. */
export class EditionMissing extends Error {
  override readonly name = 'EditionMissing';
}

const MAX_TRIES = 5;

/** Creates the store over the order table. */
export function createEditionStore(client: DynamoDBDocumentClient, table: string): EditionStore {
  async function read(Key: ItemKey, ConsistentRead: boolean): Promise<Record<string, unknown> | undefined> {
    return (await client.send(new GetCommand({ TableName: table, Key, ConsistentRead }))).Item;
  }

  async function rollout(isConsistent = false): Promise<Rollout | undefined> {
    const item = await read(ROLLOUT_KEY, isConsistent);
    if (item === undefined) return undefined;
    const { pk: _pk, sk: _sk, ...found } = item;
    return found as unknown as Rollout;
  }

  return {
    rollout: () => rollout(),

    async change(change) {
      const changed = await retryOnConflict(async () => {
        const before = await rollout(true);
        const after = change(before);
        if (after === before) return after;
        const put = new PutCommand({
          TableName: table,
          Item: { ...ROLLOUT_KEY, ...after },
          ...(before === undefined
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : { ConditionExpression: 'revision = :before', ExpressionAttributeValues: { ':before': before.revision } }),
        });
        return (await ifConditionHolds(() => client.send(put))) && after;
      }, MAX_TRIES);
      if (changed === undefined)
        throw new RolloutContended(`Others changed the rollout during each of ${MAX_TRIES} tries. Try again.`);
      return changed;
    },

    async edition(id) {
      const item = await read(editionKey(id), true);
      if (item === undefined)
        throw new EditionMissing(`Expected edition ${id} in the table, found none. Deploy the tenant again.`);
      return editionIn(item);
    },

    async all() {
      const { pk, sk } = editionKey('');
      const query = {
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
        ConsistentRead: true,
      };
      const found: Edition[] = [];
      for await (const { Items = [] } of paginateQuery({ client }, query)) found.push(...Items.map(editionIn));
      return found;
    },

    async add(edition) {
      const Item = { ...editionKey(edition.id), id: edition.id, content: gzipSync(JSON.stringify(edition)) };
      const put = new PutCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' });
      await ifConditionHolds(() => client.send(put));
    },
  };
}

function editionIn(item: Readonly<Record<string, unknown>>): Edition {
  return JSON.parse(gunzipSync(item.content as Uint8Array).toString('utf8')) as Edition;
}
