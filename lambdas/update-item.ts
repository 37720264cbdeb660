import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { ItemKey } from '../core/order/order-keys.ts';
import { type UpdateParts, updateExpression } from './update-expression.ts';

/**
 * Updates one item if its condition holds.
 *
 * @returns all attributes after the update; undefined if the condition does not hold
 */
export function updateItem(
  client: DynamoDBDocumentClient,
  table: string,
  key: ItemKey,
  parts: UpdateParts,
): Promise<Record<string, unknown> | undefined> {
  return update(client, { TableName: table, Key: key, ReturnValues: 'ALL_NEW', ...updateExpression(parts) });
}

/** Updates one item as `updateItem` does, but does not read it. Returns false if the condition does not hold. */
export async function writeItem(
  client: DynamoDBDocumentClient,
  table: string,
  key: ItemKey,
  parts: UpdateParts,
): Promise<boolean> {
  return (await update(client, { TableName: table, Key: key, ...updateExpression(parts) })) !== undefined;
}

function update(client: DynamoDBDocumentClient, input: UpdateCommandInput) {
  return ifConditionHolds(async () => (await client.send(new UpdateCommand(input))).Attributes ?? {});
}

/** Makes a conditional call. Returns its result, or undefined if its condition does not hold. */
export async function ifConditionHolds<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
