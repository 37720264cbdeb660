import { setTimeout as sleep } from 'node:timers/promises';
import { formatOrder } from './format-order.ts';
import { isAtRest, isOver, type OrderResponse } from './order-response.ts';
import type { Paint } from './terminal.ts';

/** Options of {@link followOrder}. */
export interface FollowOptions {
  /** Reads the current order. */
  read(id: string): Promise<OrderResponse>;
  print(line: string): void;
  readonly paint: Paint;
  /** Milliseconds between two reads. @default 150 */
  readonly everyMs?: number;
  /** Milliseconds without a new line, once the order is at rest, after which the follower stops. @default 10000 */
  readonly quietMs?: number;
  /** Stops the follower early. */
  readonly signal?: AbortSignal;
}

/**
 * Follows an order until nothing more can happen, and prints each step as it ends.
 *
 * @param first response to the submission of the order
 * @returns the order at the end
 */
export async function followOrder(first: OrderResponse, options: FollowOptions): Promise<OrderResponse> {
  const { read, print, paint, everyMs = 150, quietMs = 10_000, signal } = options;
  let order = first;
  let printed = 0;
  let changedAt = Date.now();
  for (;;) {
    const lines = formatOrder(order, paint);
    for (const line of lines.slice(printed)) print(line);
    if (lines.length > printed) changedAt = Date.now();
    printed = Math.max(printed, lines.length);
    if (isOver(order) || signal?.aborted) return order;
    const isQuiet = Date.now() - changedAt > quietMs && !order.steps.some(({ status }) => status === 'running');
    if (isAtRest(order) && isQuiet) {
      print(
        paint(
          'warning',
          `The order is ${order.status}, but some steps after completion have not ended: read it again later.`,
        ),
      );
      return order;
    }
    await sleep(everyMs);
    order = await read(order.id);
  }
}
