import { createHash } from 'node:crypto';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
} from '@aws-sdk/lib-dynamodb';
import type { AccountReader, AccountSubscription } from '../../core/plugin/plugin-context.ts';
import { IS_STORED } from '../update-expression.ts';
import { updateItem } from '../update-item.ts';

/** Subscriptions that an order brought to an account. */
export interface BroughtSubscriptions {
  readonly crmId: string;
  /** The names by which later orders may mean them, e.g. the subscription number of the billing system. */
  readonly names: readonly string[];
  readonly subscriptions: readonly AccountSubscription[];
}

/**
 * What accounts subscribe to: one item for each product of a subscription, below its account, and one item for each name
 * of a subscription, which leads there. Every write can be repeated.
 */
export interface AccountSubscriptions extends AccountReader {
  record(brought: BroughtSubscriptions): Promise<void>;
  /** Puts other products in the place of what the names mean; nothing when no name is known. */
  replace(names: readonly string[], subscriptions: readonly AccountSubscription[]): Promise<void>;
  /** Ends what the names mean: at once, or when the time has come. @param at ISO 8601; undefined for at once */
  end(names: readonly string[], at: string | undefined): Promise<void>;
}

interface NameItem {
  readonly crmId: string;
  readonly sortKeys: readonly string[];
}

// A sort key has room for 1,024 bytes, and a channel may call its products anything.
const LONGEST_PART = 200;

const accountOf = (crmId: string): string => `account#${short(crmId)}`;
const nameKey = (name: string) => ({ pk: `subscription#${short(name)}`, sk: 'account' });
const sortKeyOf = ({ product, ref }: AccountSubscription): string => `subscription#${short(product)}#${short(ref)}`;

/** The account subscriptions in the order table. */
export function createAccountSubscriptions(
  client: DynamoDBDocumentClient,
  table: string,
  now: () => Date,
): AccountSubscriptions {
  const put = (Item: Record<string, unknown>) => client.send(new PutCommand({ TableName: table, Item }));
  const remove = (Key: { pk: string; sk: string }) => client.send(new DeleteCommand({ TableName: table, Key }));
  const meantBy = async (name: string): Promise<NameItem | undefined> => {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: nameKey(name), ConsistentRead: true }));
    return Item as NameItem | undefined;
  };
  // The items first, then the names that lead to them: a crash in between is repaired by the repeat.
  const write = async (crmId: string, subscriptions: readonly AccountSubscription[]): Promise<readonly string[]> => {
    const sortKeys = subscriptions.map(sortKeyOf);
    for (const subscription of subscriptions)
      await put({ pk: accountOf(crmId), sk: sortKeyOf(subscription), ...subscription });
    return sortKeys;
  };

  return {
    async record(brought) {
      const sortKeys = await write(brought.crmId, brought.subscriptions);
      for (const name of brought.names) await put({ ...nameKey(name), crmId: brought.crmId, sortKeys });
    },

    async replace(names, subscriptions) {
      for (const name of names) {
        const meant = await meantBy(name);
        if (meant === undefined) continue;
        const sortKeys = await write(meant.crmId, subscriptions);
        for (const sk of meant.sortKeys) if (!sortKeys.includes(sk)) await remove({ pk: accountOf(meant.crmId), sk });
        await put({ ...nameKey(name), crmId: meant.crmId, sortKeys });
      }
    },

    async end(names, at) {
      for (const name of names) {
        const meant = await meantBy(name);
        if (meant === undefined) continue;
        for (const sk of meant.sortKeys) {
          const Key = { pk: accountOf(meant.crmId), sk };
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
      const today = now().toISOString();
      return found
        .filter(({ activeUntil }) => activeUntil === undefined || String(activeUntil) > today)
        .map((item) => {
          const { product, ref, orderId, mode } = item as unknown as AccountSubscription;
          return { product, ref, orderId, mode };
        });
    },
  };
}

function short(part: string): string {
  if (Buffer.byteLength(part) <= LONGEST_PART) return part;
  return createHash('sha256').update(part).digest('hex');
}
