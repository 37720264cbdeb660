import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
} from '@aws-sdk/lib-dynamodb';
import type { AccountSubscription, Accounts } from '../../core/plugin/plugin-context.ts';
import { IS_STORED } from '../update-expression.ts';
import { updateItem } from '../update-item.ts';
import { keyPart } from './key-part.ts';

/** Subscriptions that an order adds to an account. */
export interface AddedSubscriptions {
  readonly crmId: string;
  /** The names that later orders may use for them, e.g. the subscription number of the billing system. */
  readonly names: readonly string[];
  readonly subscriptions: readonly AccountSubscription[];
}

/**
 * The subscriptions of accounts. Each product of a subscription is one item under its account; each name of a subscription
 * is one item that points to the account. Every write can be repeated.
 */
export interface AccountSubscriptions extends Pick<Accounts, 'activeSubscriptions'> {
  /** Adds subscriptions to an account. */
  record(added: AddedSubscriptions): Promise<void>;
  /** Replaces the products of the subscriptions with these names. Does nothing for unknown names. */
  replace(names: readonly string[], subscriptions: readonly AccountSubscription[]): Promise<void>;
  /** Ends the subscriptions with these names. @param at ISO 8601; undefined for now */
  end(names: readonly string[], at: string | undefined): Promise<void>;
}

interface NameItem {
  readonly crmId: string;
  readonly sortKeys: readonly string[];
}

const accountOf = (crmId: string): string => `account#${keyPart(crmId)}`;
const nameKey = (name: string) => ({ pk: `subscription#${keyPart(name)}`, sk: 'account' });
const sortKeyOf = ({ product, ref }: AccountSubscription): string => `subscription#${keyPart(product)}#${keyPart(ref)}`;

/** Creates the store of account subscriptions in the order table. */
export function createAccountSubscriptions(
  client: DynamoDBDocumentClient,
  table: string,
  now: () => Date,
): AccountSubscriptions {
  const put = (Item: Record<string, unknown>) => client.send(new PutCommand({ TableName: table, Item }));
  const remove = (Key: { pk: string; sk: string }) => client.send(new DeleteCommand({ TableName: table, Key }));
  const readName = async (name: string): Promise<NameItem | undefined> => {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: nameKey(name), ConsistentRead: true }));
    return Item as NameItem | undefined;
  };
  // Items are written before the names that point to them, so that a repeat after a crash completes the write.
  const write = async (crmId: string, subscriptions: readonly AccountSubscription[]): Promise<readonly string[]> => {
    const sortKeys = subscriptions.map(sortKeyOf);
    for (const subscription of subscriptions)
      await put({ pk: accountOf(crmId), sk: sortKeyOf(subscription), ...subscription });
    return sortKeys;
  };

  return {
    async record(added) {
      const sortKeys = await write(added.crmId, added.subscriptions);
      for (const name of added.names) await put({ ...nameKey(name), crmId: added.crmId, sortKeys });
    },

    async replace(names, subscriptions) {
      for (const name of names) {
        const item = await readName(name);
        if (item === undefined) continue;
        const sortKeys = await write(item.crmId, subscriptions);
        for (const sk of item.sortKeys) if (!sortKeys.includes(sk)) await remove({ pk: accountOf(item.crmId), sk });
        await put({ ...nameKey(name), crmId: item.crmId, sortKeys });
      }
    },

    async end(names, at) {
      for (const name of names) {
        const item = await readName(name);
        if (item === undefined) continue;
        for (const sk of item.sortKeys) {
          const Key = { pk: accountOf(item.crmId), sk };
          if (at === undefined) await remove(Key);
          else await updateItem(client, table, Key, { set: { activeUntil: at }, when: IS_STORED });
        }
        if (at === undefined) await remove(nameKey(name));
      }
    },

    async activeSubscriptions(crmId) {
      const pages = paginateQuery(
        { client },
        {
          TableName: table,
          KeyConditionExpression: 'pk = :account AND begins_with(sk, :subscriptions)',
          ExpressionAttributeValues: { ':account': accountOf(crmId), ':subscriptions': 'subscription#' },
          ConsistentRead: true,
        },
      );
      const found: Record<string, unknown>[] = [];
      for await (const page of pages) found.push(...(page.Items ?? []));
      const at = now().toISOString();
      return found
        .filter(({ activeUntil }) => activeUntil === undefined || String(activeUntil) > at)
        .map((item) => {
          const { product, ref, orderId, mode } = item as unknown as AccountSubscription;
          return { product, ref, orderId, mode };
        });
    },
  };
}
