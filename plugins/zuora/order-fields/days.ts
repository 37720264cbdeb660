import type { JsonObject } from '../../../core/json.ts';

/**
 * The day that an order's date writes, `yyyy-mm-dd`: the customer's own, whatever its offset from UTC.
 *
 * @param date an ISO 8601 date or date-time, extended format
 */
export function writtenDay(date: string): string {
  return date.slice(0, 'yyyy-mm-dd'.length);
}

/** The day that an order's date writes; the day of `now` in UTC when the order gives none. */
export function dayOf(date: string | undefined, now: Date): string {
  return writtenDay(date ?? now.toISOString());
}

/** All three trigger dates of an order action on one day ("API Reference", Create an order, `triggerDates`). */
export function triggerDates(triggerDate: string): readonly JsonObject[] {
  return ['ContractEffective', 'ServiceActivation', 'CustomerAcceptance'].map((name) => ({ name, triggerDate }));
}
