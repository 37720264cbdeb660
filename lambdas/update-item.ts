import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  UpdateCommand,
  type UpdateCommandInput,
  type UpdateCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import type { ItemKey } from '../core/order/order-keys.ts';
import { type UpdateParts, updateExpression } from './update-expression.ts';

/** How an item is updated. */
interface UpdateOptions {
  /**
   * Whether what follows writes again before it reaches anything outside of the system. On one machine such an update does not wait
   * for the disk: a power failure undoes it only together with everything that followed. @default false
   */
  readonly isFollowed?: boolean;
}

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
  options: UpdateOptions = {},
): Promise<Record<string, unknown> | undefined> {
  return update(client, { TableName: table, Key: key, ReturnValues: 'ALL_NEW', ...updateExpression(parts) }, options);
}

/** Updates one item as `updateItem` does, but does not read it. Returns false if the condition does not hold. */
export async function writeItem(
  client: DynamoDBDocumentClient,
  table: string,
  key: ItemKey,
  parts: UpdateParts,
  options: UpdateOptions = {},
): Promise<boolean> {
  return (await update(client, { TableName: table, Key: key, ...updateExpression(parts) }, options)) !== undefined;
}

/** A client of the table on one machine, which decides what waits for the disk (embedded/lambda/aws-clients/dynamodb.ts). */
interface DeferringClient {
  updateDeferred(input: object): Promise<Pick<UpdateCommandOutput, 'Attributes'>>;
}

function update(client: DynamoDBDocumentClient, input: UpdateCommandInput, { isFollowed = false }: UpdateOptions) {
  return ifConditionHolds(async () => {
    const output =
      isFollowed && canDefer(client) ? await client.updateDeferred(input) : await client.send(new UpdateCommand(input));
    return output.Attributes ?? {};
  });
}

function canDefer(client: object): client is DeferringClient {
  return 'updateDeferred' in client;
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
