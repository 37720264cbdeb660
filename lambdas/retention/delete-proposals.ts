import { DeleteCommand, type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { ItemKey } from '../../core/order/order-keys.ts';
import type { ProposalStatus } from '../../core/proposals/proposal-record.ts';
import { PROPOSAL_SORT_KEY, PROPOSALS_SHARD } from '../proposal-store/proposal-store.ts';

/** What to delete. */
export interface ProposalsToDelete {
  /** Proposals that were made before. */
  readonly cutoff: Date;
  /** Whether there is time for another one. */
  hasTime(): boolean;
}

/** Deletes proposals with their orders, oldest first, and returns how many. One whose job is running stays. */
export type DeleteProposals = (what: ProposalsToDelete) => Promise<number>;

/** Proposals to find at a time. */
const BATCH = 25;

/** Creates the deletion over the order table. */
export function createDeleteProposals(client: DynamoDBDocumentClient, table: string): DeleteProposals {
  const oldest = async (before: string, after: Record<string, unknown> | undefined) =>
    client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'by-day',
        KeyConditionExpression: 'dayShard = :shard AND createdAt < :before',
        ExpressionAttributeValues: { ':shard': PROPOSALS_SHARD, ':before': before },
        Limit: BATCH,
        ...(after !== undefined && { ExclusiveStartKey: after }),
      }),
    );

  const itemsOf = async (id: string): Promise<readonly (ItemKey & { readonly status?: ProposalStatus })[]> => {
    const items: (ItemKey & { readonly status?: ProposalStatus })[] = [];
    let after: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :id',
          ProjectionExpression: 'pk, sk, #status',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':id': id },
          ConsistentRead: true,
          ...(after !== undefined && { ExclusiveStartKey: after }),
        }),
      );
      items.push(...(Items as typeof items));
      after = LastEvaluatedKey;
    } while (after !== undefined);
    return items;
  };

  /** Its own item goes last, so that what an interruption leaves is found again. */
  const remove = async (id: string): Promise<boolean> => {
    const items = await itemsOf(id);
    if (items.some(({ status }) => status === 'running')) return false;
    for (const { pk, sk } of items.toSorted(
      (left, right) => Number(left.sk === PROPOSAL_SORT_KEY) - Number(right.sk === PROPOSAL_SORT_KEY),
    ))
      await client.send(new DeleteCommand({ TableName: table, Key: { pk, sk } }));
    return true;
  };

  return async ({ cutoff, hasTime }) => {
    let deleted = 0;
    let after: Record<string, unknown> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await oldest(cutoff.toISOString(), after);
      for (const { pk } of Items) {
        if (!hasTime()) return deleted;
        if (await remove(String(pk))) deleted += 1;
      }
      after = LastEvaluatedKey;
    } while (after !== undefined);
    return deleted;
  };
}
