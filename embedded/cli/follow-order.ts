import { setTimeout as sleep } from 'node:timers/promises';
import { drawOrder } from './draw-order.ts';
import { isAtRest, isOver, type OrderResponse } from './order-response.ts';
import type { Paint } from './terminal.ts';

/** How an order is followed. */
export interface FollowOptions {
  /** Reads the order as it is now. */
  read(id: string): Promise<OrderResponse>;
  print(line: string): void;
  readonly paint: Paint;
  /** Time between two looks. @default 150 */
  readonly everyMs?: number;
  /**
   * How long the steps after completion may show no change before the follower leaves. @default 10000
   */
  readonly quietMs?: number;
  /** Ends the following early. */
  readonly signal?: AbortSignal;
}

/**
 * Follows an order until nothing more is to come, and prints each step as it ends.
 *
 * @param first the order as it was answered to its submission
 * @returns the order at the end
 */
export async function followOrder(first: OrderResponse, options: FollowOptions): Promise<OrderResponse> {
  const { read, print, paint, everyMs = 150, quietMs = 10_000, signal } = options;
  let order = first;
  let printed = 0;
  let changedAt = Date.now();
  for (;;) {
    const lines = drawOrder(order, paint);
    for (const line of lines.slice(printed)) print(line);
    if (lines.length > printed) changedAt = Date.now();
    printed = Math.max(printed, lines.length);
    if (isOver(order) || signal?.aborted) return order;
    const isQuiet = Date.now() - changedAt > quietMs && !order.steps.some(({ status }) => status === 'running');
    if (isAtRest(order) && isQuiet) {
      print(paint('warning', `${order.status}; the steps after completion have not all ended: no longer waiting`));
      return order;
    }
    await sleep(everyMs);
    order = await read(order.id);
  }
}
