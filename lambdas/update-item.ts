import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
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
  return ifConditionHolds(async () => {
    const { Attributes = {} } = await client.send(
      new UpdateCommand({ TableName: table, Key: key, ReturnValues: 'ALL_NEW', ...updateExpression(parts) }),
    );
    return Attributes;
  });
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
