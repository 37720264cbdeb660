import * as z from 'zod';
import type { CampaignSystem } from '../test-faults/campaign-system.ts';

const eventsSchema = z.object({ items: z.array(z.object({ type: z.string(), occurredAt: z.iso.datetime() })) });

/** When orders were parked and released, Unix milliseconds, in no order. */
export interface ParkingTimes {
  /** How many orders were parked at least once. */
  readonly orders: number;
  readonly parked: readonly number[];
  readonly released: readonly number[];
}

const CONCURRENCY = 16;

/** Reads from the events of orders when they were parked and released. */
export async function readParkingTimes(
  system: Pick<CampaignSystem, 'api'>,
  ids: readonly string[],
): Promise<ParkingTimes> {
  const parked: number[] = [];
  const released: number[] = [];
  let orders = 0;
  for (let from = 0; from < ids.length; from += CONCURRENCY) {
    const batch = ids.slice(from, from + CONCURRENCY);
    const replies = await Promise.all(batch.map((id) => system.api('GET', `/orders/${id}/events`)));
    for (const { body } of replies) {
      const { items } = eventsSchema.parse(body);
      const timesOf = (type: string): readonly number[] =>
        items.filter((event) => event.type === type).map(({ occurredAt }) => Date.parse(occurredAt));
      if (timesOf('order.parked').length > 0) orders += 1;
      parked.push(...timesOf('order.parked'));
      released.push(...timesOf('order.released'));
    }
  }
  return { orders, parked, released };
}
