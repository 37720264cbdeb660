import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { orderKey, statusShardOf, stepKey } from '../../core/order/order-keys.ts';
import type { OrderRecord, RunRecord, StepRecord } from '../../core/order/order-record.ts';
import { runItemsOf, stepItemOf } from '../../lambdas/order-store/order-item.ts';
import { ATTENTION_ATTRIBUTES } from '../../lambdas/order-store/order-store.ts';
import { allOf, equals, hasSize } from '../../lambdas/update-expression.ts';
import { ifConditionHolds, writeItem } from '../../lambdas/update-item.ts';

/** Another program changed an order while it was restored: the functions are still running. */
export class OrderChanged extends Error {
  override readonly name = 'OrderChanged';
}

/** Writes to a restored table what its orders did after the restore point. */
export interface RestoredTable {
  /**
   * Stores the record of a step, also of an order that the table has lost: if the order is sent again, its step is not repeated.
   *
   * @param before the record as it was read; undefined if there was none
   * @throws OrderChanged
   */
  putStep(orderId: string, step: StepRecord, before: StepRecord | undefined): Promise<void>;
  /**
   * Adds the runs of an order that began after the restore point. Its end is then recorded like that of any other run.
   *
   * @throws OrderChanged
   */
  addRuns(order: OrderRecord, runs: readonly RunRecord[], at: string): Promise<void>;
}

/** Creates the writer over the order table. */
export function createRestoredTable(client: DynamoDBDocumentClient, table: string): RestoredTable {
  return {
    async putStep(orderId, step, before) {
      const put = new PutCommand({
        TableName: table,
        Item: { ...stepKey(orderId, step.stepId), ...stepItemOf(step) },
        ...(before === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: '#status = :status AND size(attempts) = :attempts',
              ExpressionAttributeNames: { '#status': 'status' },
              ExpressionAttributeValues: { ':status': before.status, ':attempts': before.attempts.length },
            }),
      });
      if ((await ifConditionHolds(() => client.send(put))) === undefined) throw changed(orderId);
    },

    async addRuns(order, runs, at) {
      const status = 'processing';
      const written = await writeItem(client, table, orderKey(order.id), {
        set: {
          status,
          statusShard: statusShardOf(status, order.id),
          updatedAt: at,
          runs: runItemsOf([...order.runs, ...runs]),
          degraded: [],
        },
        remove: ['failure', 'parked', 'queued', ...ATTENTION_ATTRIBUTES],
        when: allOf(equals('status', order.status), hasSize('runs', order.runs.length)),
      });
      if (!written) throw changed(order.id);
    },
  };
}

function changed(orderId: string): OrderChanged {
  return new OrderChanged(
    `Order ${orderId} was changed by another program. Stop all functions of the tenant, then run this command again.`,
  );
}
