import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { ItemKey } from '../../core/order/order-keys.ts';
import type { OperatorAction } from '../../core/order/order-record.ts';
import type { UpdateParts } from '../update-expression.ts';
import { updateItem } from '../update-item.ts';

type Item = Readonly<Record<string, unknown>>;

/**
 * Updates an item if its condition holds, or if the update was made before. The AWS client repeats a write whose reply was lost,
 * and the repeat finds its condition broken by the first write: the item then tells who broke it.
 *
 * @param isDone returns whether an item shows this very update
 * @returns all attributes after the update; undefined if the item was changed by another writer instead
 */
export async function updateOnce(
  client: DynamoDBDocumentClient,
  table: string,
  key: ItemKey,
  parts: UpdateParts,
  isDone: (item: Item) => boolean,
): Promise<Item | undefined> {
  const updated = await updateItem(client, table, key, parts);
  if (updated !== undefined) return updated;
  const { Item: current } = await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
  return current !== undefined && isDone(current) ? current : undefined;
}

/** Returns whether an item has recorded an action. */
export function hasAction(item: { readonly operations?: unknown }, { id }: OperatorAction): boolean {
  const operations = (item.operations ?? []) as readonly OperatorAction[];
  return id !== undefined && operations.some((operation) => operation.id === id);
}
