import type { Call } from '../server/route.ts';
import { requests, type Undo } from './records.ts';

/** Makes a request findable, and undoable, by its idempotency key; without a key there is nothing to find it by. */
export function rememberRequest(call: Call, operation: string, result: Record<string, unknown>, undo: Undo): void {
  const { idempotencyKey, transaction } = call;
  if (idempotencyKey === undefined) return;
  const at = transaction.now.toISOString();
  transaction.put(requests, idempotencyKey, { idempotencyKey, operation, status: 'completed', at, result, undo });
}
