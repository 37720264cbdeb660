import type { JsonObject } from '../../core/json.ts';
import type { AttemptRecord, OrderRecord, StepRecord } from '../../core/order/order-record.ts';

/**
 * Items as the table holds them. What a channel or a partner sent is kept as JSON text: it is stored as received, and
 * numbers, depth and keys that DynamoDB would refuse cannot get in the way.
 */
export interface OrderItem extends Omit<OrderRecord, 'payload'> {
  readonly payload: string;
}

/** A step's item. */
export interface StepItem extends Omit<StepRecord, 'attempts' | 'output'> {
  readonly attempts: readonly AttemptItem[];
  readonly output?: string;
}

/** An attempt in a step's item. */
export interface AttemptItem extends Omit<AttemptRecord, 'callouts' | 'logs'> {
  readonly callouts?: string;
  readonly logs?: string;
}

/** The order that an item holds. */
export function orderOf(item: OrderItem): OrderRecord {
  return { ...item, payload: JSON.parse(item.payload) as JsonObject };
}

/** The step that an item holds. */
export function stepOf({ attempts, output, ...item }: StepItem): StepRecord {
  return {
    ...item,
    attempts: attempts.map(attemptOf),
    ...(output !== undefined && { output: JSON.parse(output) as JsonObject }),
  };
}

/** An attempt as a step's item holds it. */
export function attemptItemOf({ callouts, logs, ...attempt }: AttemptRecord): AttemptItem {
  return {
    ...attempt,
    ...(callouts !== undefined && { callouts: JSON.stringify(callouts) }),
    ...(logs !== undefined && { logs: JSON.stringify(logs) }),
  };
}

function attemptOf({ callouts, logs, ...attempt }: AttemptItem): AttemptRecord {
  return {
    ...attempt,
    ...(callouts !== undefined && { callouts: JSON.parse(callouts) as NonNullable<AttemptRecord['callouts']> }),
    ...(logs !== undefined && { logs: JSON.parse(logs) as NonNullable<AttemptRecord['logs']> }),
  };
}
